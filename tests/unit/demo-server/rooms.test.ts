/** A room on the server, with a clock that is told the time: limits, lives, figures. */
import { SpanKind } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delay } from '../../../demo-server/clock.ts';
import { memoryHub } from '../../../demo-server/exchange/memory-exchange.ts';
import { TokenBucket } from '../../../demo-server/exchange/token-bucket.ts';
import { HoldBack } from '../../../demo-server/rooms/hold-back.ts';
import { presenterClaim } from '../../../demo-server/rooms/presenter-token.ts';
import { MAX_ROOMS } from '../../../demo-server/rooms/room-directory.ts';
import { readRoomCode } from '../../../demo-server/rooms/room-protocol.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { joined, opened, ROOM_LIMITS, roomAlone, roomsAlone, snapshotOf } from '../../support/room-alone.ts';

describe('the token', () => {
  test('opens to its holder alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,40}$/), fc.stringMatching(/^[!-~]{1,40}$/), (token, given) => {
        expect(presenterClaim(`Bearer ${given}`, token)).toBe(given === token ? 'presenter' : 'wrong');
        expect(presenterClaim(`Bearer ${token}`, token)).toBe('presenter');
      }),
    );
  });
  test('without one, nobody is the presenter', () => {
    expect(presenterClaim('Bearer x', undefined)).toBe('wrong');
    expect(presenterClaim(undefined, undefined)).toBe('none');
    expect(presenterClaim('Bearer ', '')).toBe('wrong');
  });
});

test('a bucket gives a burst, then so many a second, whenever it is asked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 200 }), (pausesMs) => {
      const bucket = new TokenBucket({ perSecond: 3, burst: 6 }, 0);
      let nowMs = 0;
      let given = 0;
      for (const pauseMs of pausesMs) {
        nowMs += pauseMs;
        if (bucket.take(nowMs)) given++;
        expect(given).toBeLessThanOrEqual(6 + (3 * nowMs) / 1_000 + 1e-6);
      }
    }),
  );
});

describe('phones that are refused', () => {
  const times = (holdBack: HoldBack, phones: number) =>
    Array.from({ length: phones }, () => holdBack.refusedForS());

  test('are told to come one after the other, twice as many as are let in', () => {
    const holdBack = new HoldBack(new FakeClock());
    const given = times(holdBack, 500);
    expect(given).toEqual(given.toSorted((a, b) => a - b));
    for (const second of [3, 4, 5]) expect(given.filter((s) => s === second)).toHaveLength(100);
  });

  test('are told nothing sooner than a second, and nothing later than ten', () => {
    const clock = new FakeClock();
    const holdBack = new HoldBack(clock);
    expect(times(holdBack, 1)).toEqual([1]);
    expect(times(holdBack, 5_000).at(-1)).toBe(10);
    clock.advance(60_000);
    expect(times(holdBack, 1)).toEqual([1]);
  });

  test('wait longer where fewer are let in, and shorter again when there was a place for all', () => {
    const clock = new FakeClock();
    const holdBack = new HoldBack(clock);
    const second = (admitted: number, refused: number) => {
      for (let n = 0; n < admitted; n++) holdBack.admitted();
      times(holdBack, refused);
      clock.advance(1_000);
      holdBack.secondOver();
    };
    for (let n = 0; n < 20; n++) second(10, 1);
    clock.advance(60_000);
    expect(times(holdBack, 100).at(-1)).toBe(6);
    for (let n = 0; n < 20; n++) second(10, 0);
    clock.advance(60_000);
    expect(times(holdBack, 100).at(-1)).toBeLessThan(3);
  });
});

describe('rooms', () => {
  test('have codes that are read back as they are', async () => {
    const rooms = roomsAlone(new FakeClock());
    for (let n = 0; n < MAX_ROOMS; n++) {
      const room = await opened(rooms);
      expect(readRoomCode(room.code.toLowerCase())).toBe(room.code);
    }
    expect(await rooms.open()).toEqual({ type: 'too-many' });
  });

  test('end after an hour with nobody in them, and after twelve in any case', async () => {
    const clock = new FakeClock();
    const rooms = roomsAlone(clock);
    const left = await opened(rooms);
    const watched = await opened(rooms);
    const heard: string[] = [];
    const listen = () =>
      watched.listen({ type: 'looker-on', snapshot: snapshotOf(watched) })?.(({ type, json }) =>
        heard.push(type === 'closed' ? json : type),
      );
    const stop = listen();
    clock.advance(61 * 60_000);
    rooms.sweep();
    expect(rooms.all).toEqual([watched]);
    expect(rooms.room(left.code)).toBeUndefined();
    // Ten hours without a line have no figures to tell, which would take their time.
    stop?.();
    clock.advance(11 * 3_600_000);
    listen();
    rooms.sweep();
    expect(rooms.all).toEqual([]);
    expect(heard.at(-1)).toBe('{"reason":"expired"}');
  });
});

describe('a room', () => {
  test('tells head counts together, not one by one', async () => {
    const clock = new FakeClock();
    const room = roomAlone(clock);
    const told: string[] = [];
    const snapshot = snapshotOf(room);
    room.listen({ type: 'looker-on', snapshot })?.(({ type, json }) => {
      if (type === 'phones') told.push(json);
    });
    for (let n = 0; n < 3; n++) {
      const phone = await joined(room);
      room.listen({ type: 'phone', phone, snapshot })?.(() => {});
    }
    clock.advance(1_000);
    expect(told).toEqual(['{"phones":3}']);
  });

  test('has so many lines to a phone, and no more', async () => {
    const room = roomAlone(new FakeClock());
    const phone = await joined(room);
    const snapshot = snapshotOf(room);
    const line = () => room.listen({ type: 'phone', phone, snapshot })?.(() => {});
    const stops = [line(), line(), line(), line()];
    expect(line()).toBeUndefined();
    stops[0]?.();
    expect(line()).toBeDefined();
    expect(room.phoneCount).toBe(1);
  });

  test('has every tap in one account, at every moment', async () => {
    const room = roomAlone(new FakeClock(), { ...ROOM_LIMITS, phones: 8 });
    const done: ((result: object | undefined) => void)[] = [];
    const work = () => new Promise<object | undefined>((resolve) => done.push(resolve));
    const tap = async () => room.tap(await joined(room), work);
    const account = () => {
      const { tapped, served, refused, failed } = room.totals;
      const { underWay, waiting } = room.taps;
      expect(tapped).toBe(served + refused + failed + underWay + waiting);
      return { served, refused, failed, underWay, waiting };
    };
    const first = tap();
    const second = tap();
    const third = tap();
    expect(await tap()).toEqual({ type: 'busy', retryAfterS: 1 });
    expect(account()).toEqual({ served: 0, refused: 1, failed: 0, underWay: 2, waiting: 1 });
    done[0]?.({});
    expect(await first).toMatchObject({ type: 'served', result: {} });
    done[1]?.(undefined);
    expect(await second).toEqual({ type: 'failed' });
    expect(account()).toEqual({ served: 1, refused: 1, failed: 1, underWay: 1, waiting: 0 });
    done[2]?.({});
    await third;
    const fails = room.tap(await joined(room), () => Promise.reject(new Error('no building')));
    await expect(fails).rejects.toThrow('no building');
    expect(account()).toEqual({ served: 2, refused: 1, failed: 2, underWay: 0, waiting: 0 });
  });

  test('tells replicas and pages of taps once a second, however many there are', async () => {
    const clock = new FakeClock();
    const hub = memoryHub(clock);
    const room = roomAlone(clock, ROOM_LIMITS, hub);
    const phones = [await joined(room), await joined(room), await joined(room)];
    const told: string[] = [];
    room.listen({ type: 'presenter', snapshot: snapshotOf(room) })?.(({ type }) => told.push(type));
    clock.advance(1_000);
    told.length = 0;
    hub.join().follow('room:room-1', 'now', (entries) => told.push(...entries.map(({ data }) => data)));
    for (let n = 0; n < 6; n++) for (const phone of phones) await room.tap(phone, async () => ({}));
    expect(room.totals.served).toBe(18);
    expect(told).toEqual([]);
    clock.advance(1_000);
    expect(told).toEqual(['figure', expect.stringContaining('"type":"second"')]);
  });

  test('refuses a phone that taps too fast, and counts that too', async () => {
    const room = roomAlone(new FakeClock());
    const phone = await joined(room);
    const types = [];
    for (let n = 0; n < 8; n++) types.push((await room.tap(phone, async () => ({}))).type);
    expect(types).toEqual([...Array(6).fill('served'), 'too-fast', 'too-fast']);
    expect(room.totals).toMatchObject({ tapped: 8, served: 6, refused: 2 });
  });

  test('counts what a phone withheld, as many as fingers can make', async () => {
    const clock = new FakeClock();
    const room = roomAlone(clock);
    const phone = await joined(room);
    await room.tapsWithheld(phone, 7);
    expect(room.totals).toMatchObject({ tapped: 7, refused: 7, served: 0 });
    await room.tapsWithheld(phone, 10_000);
    expect(room.totals).toMatchObject({ tapped: 150, refused: 150 });
    clock.advance(1_000);
    await room.tapsWithheld(phone, 10_000);
    expect(room.totals.tapped).toBe(162);
  });

  test('measures what a tap took as the phone has it, with the wait in line', async () => {
    const clock = new FakeClock();
    const room = roomAlone(clock, { ...ROOM_LIMITS, taps: { ...ROOM_LIMITS.taps, atOnce: 1 } });
    const building = delay(clock, 250).then(() => ({}));
    const first = room.tap(await joined(room), () => building);
    const second = room.tap(await joined(room), async () => ({}));
    clock.advance(250);
    expect(await first).toMatchObject({ durationMs: 250 });
    expect(await second).toMatchObject({ type: 'served', durationMs: 250 });
  });

  test('lets nobody in while too much waits in the queue', async () => {
    const room = roomAlone(new FakeClock());
    const phone = await joined(room);
    const tap = async () => (await room.tap(phone, async () => ({}))).type;
    const end = (kind: SpanKind) => room.figures.spanEnded({ name: 'message', kind, attributes: {} });
    for (let n = 0; n < ROOM_LIMITS.queueDepth; n++) end(SpanKind.PRODUCER);
    expect(await tap()).toBe('busy');
    end(SpanKind.CONSUMER);
    expect(await tap()).toBe('served');
  });

  test('makes room for a phone by forgetting one that left, with its vote', async () => {
    const clock = new FakeClock();
    const room = roomAlone(clock);
    const snapshot = snapshotOf(room);
    const phones = [await joined(room), await joined(room), await joined(room)];
    const stops = phones.map((phone) => room.listen({ type: 'phone', phone, snapshot })?.(() => {}));
    room.ask({ id: 'p', question: 'q', options: ['a', 'b'] });
    for (const phone of phones) await room.vote(phone, 'p', 1);
    expect(room.snapshot().votes?.counts).toEqual([0, 3]);
    expect(await room.join(undefined)).toBe('full');
    stops[1]?.();
    expect((await joined(room)).number).toBe(4);
    expect(room.snapshot().votes?.counts).toEqual([0, 2]);
    expect(room.phone(phones[1]?.id ?? '')).toBeUndefined();
  });
});
