/** A room on the server, with a clock that is told the time: limits, lives, figures. */
import { SpanKind } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delay } from '../../../demo-server/clock.ts';
import { TokenBucket } from '../../../demo-server/exchange/token-bucket.ts';
import { HoldBack } from '../../../demo-server/rooms/hold-back.ts';
import { presenterClaim } from '../../../demo-server/rooms/presenter-token.ts';
import { type Phone, Room } from '../../../demo-server/rooms/room.ts';
import { RoomFeed } from '../../../demo-server/rooms/room-feed.ts';
import { RoomFigures } from '../../../demo-server/rooms/room-figures.ts';
import { readRoomCode } from '../../../demo-server/rooms/room-protocol.ts';
import { MAX_ROOMS, Rooms } from '../../../demo-server/rooms/rooms.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const LIMITS = {
  phones: 3,
  otherLines: 2,
  taps: { atOnce: 2, targetMs: 300, line: 1, waitMs: 400 },
  queueDepth: 5,
};
const NO_TAPS = { underWay: 0, waiting: 0, limit: 4 };
const phoneOf = (room: Room): Phone => {
  const phone = room.join(undefined);
  if (typeof phone === 'string') throw new Error(`the room is ${phone}`);
  return phone;
};

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
  test('have codes that are read back as they are', () => {
    const rooms = new Rooms(new FakeClock());
    for (let n = 0; n < MAX_ROOMS; n++) {
      const room = rooms.open();
      expect(room && readRoomCode(room.code.toLowerCase())).toBe(room?.code);
    }
    expect(rooms.open()).toBeUndefined();
  });

  test('end after an hour with nobody in them, and after twelve in any case', () => {
    const clock = new FakeClock();
    const rooms = new Rooms(clock);
    const left = rooms.open();
    const watched = rooms.open();
    const heard: string[] = [];
    watched?.listen({
      type: 'looker-on',
      snapshot: () => ({ type: 'snapshot', data: watched.snapshot() }),
    })?.(({ type, json }) => heard.push(type === 'closed' ? json : type));
    clock.advance(61 * 60_000);
    rooms.sweep();
    expect(rooms.all).toEqual([watched]);
    expect(left && rooms.room(left.code)).toBeUndefined();
    clock.advance(11 * 3_600_000);
    rooms.sweep();
    expect(rooms.all).toEqual([]);
    expect(heard.at(-1)).toBe('{"reason":"expired"}');
  });
});

describe('a room', () => {
  test('tells head counts together, not one by one', () => {
    const clock = new FakeClock();
    const room = new Room('BCD3', clock, LIMITS);
    const told: string[] = [];
    const snapshot = () => ({ type: 'snapshot' as const, data: room.snapshot() });
    room.listen({ type: 'looker-on', snapshot })?.(({ type, json }) => {
      if (type === 'phones') told.push(json);
    });
    for (let n = 0; n < 3; n++) {
      const phone = phoneOf(room);
      room.listen({ type: 'phone', phone, snapshot })?.(() => {});
    }
    clock.advance(1_000);
    expect(told).toEqual(['{"phones":3}']);
  });

  test('has so many lines to a phone, and no more', () => {
    const room = new Room('BCD3', new FakeClock(), LIMITS);
    const phone = phoneOf(room);
    const snapshot = () => ({ type: 'snapshot' as const, data: room.snapshot() });
    const line = () => room.listen({ type: 'phone', phone, snapshot })?.(() => {});
    const stops = [line(), line(), line(), line()];
    expect(line()).toBeUndefined();
    stops[0]?.();
    expect(line()).toBeDefined();
    expect(room.phoneCount).toBe(1);
  });

  test('has every tap in one account, at every moment', async () => {
    const room = new Room('BCD3', new FakeClock(), { ...LIMITS, phones: 8 });
    const done: ((result: object | undefined) => void)[] = [];
    const work = () => new Promise<object | undefined>((resolve) => done.push(resolve));
    const tap = (phone = phoneOf(room)) => room.tap(phone, work);
    const account = () => {
      const { tapped, served, refused, failed } = room.figures.totals;
      const { tapsUnderWay, tapsWaiting } = room.figures.tick(0, room.taps);
      expect(tapped).toBe(served + refused + failed + tapsUnderWay + tapsWaiting);
      return { served, refused, failed, underWay: tapsUnderWay, waiting: tapsWaiting };
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
    const fails = room.tap(phoneOf(room), () => Promise.reject(new Error('no building')));
    await expect(fails).rejects.toThrow('no building');
    expect(account()).toEqual({ served: 2, refused: 1, failed: 2, underWay: 0, waiting: 0 });
  });

  test('refuses a phone that taps too fast, and counts that too', async () => {
    const room = new Room('BCD3', new FakeClock(), LIMITS);
    const phone = phoneOf(room);
    const types = [];
    for (let n = 0; n < 8; n++) types.push((await room.tap(phone, async () => ({}))).type);
    expect(types).toEqual([...Array(6).fill('served'), 'too-fast', 'too-fast']);
    expect(room.figures.totals).toMatchObject({ tapped: 8, served: 6, refused: 2 });
  });

  test('counts what a phone withheld, as many as fingers can make', () => {
    const clock = new FakeClock();
    const room = new Room('BCD3', clock, LIMITS);
    const phone = phoneOf(room);
    room.tapsWithheld(phone, 7);
    expect(room.figures.totals).toMatchObject({ tapped: 7, refused: 7, served: 0 });
    room.tapsWithheld(phone, 10_000);
    expect(room.figures.totals).toMatchObject({ tapped: 150, refused: 150 });
    clock.advance(1_000);
    room.tapsWithheld(phone, 10_000);
    expect(room.figures.totals.tapped).toBe(162);
  });

  test('measures what a tap took as the phone has it, with the wait in line', async () => {
    const clock = new FakeClock();
    const room = new Room('BCD3', clock, { ...LIMITS, taps: { ...LIMITS.taps, atOnce: 1 } });
    const building = delay(clock, 250).then(() => ({}));
    const first = room.tap(phoneOf(room), () => building);
    const second = room.tap(phoneOf(room), async () => ({}));
    clock.advance(250);
    expect(await first).toMatchObject({ durationMs: 250 });
    expect(await second).toMatchObject({ type: 'served', durationMs: 250 });
  });

  test('lets nobody in while too much waits in the queue', async () => {
    const room = new Room('BCD3', new FakeClock(), LIMITS);
    const phone = phoneOf(room);
    const tap = async () => (await room.tap(phone, async () => ({}))).type;
    const end = (kind: SpanKind) => room.figures.spanEnded({ name: 'message', kind, attributes: {} });
    for (let n = 0; n < LIMITS.queueDepth; n++) end(SpanKind.PRODUCER);
    expect(await tap()).toBe('busy');
    end(SpanKind.CONSUMER);
    expect(await tap()).toBe('served');
  });

  test('makes room for a phone by forgetting one that left, with its vote', () => {
    const clock = new FakeClock();
    const room = new Room('BCD3', clock, LIMITS);
    const snapshot = () => ({ type: 'snapshot' as const, data: room.snapshot() });
    const phones = [phoneOf(room), phoneOf(room), phoneOf(room)];
    const stops = phones.map((phone) => room.listen({ type: 'phone', phone, snapshot })?.(() => {}));
    room.ask({ id: 'p', question: 'q', options: ['a', 'b'] });
    for (const phone of phones) room.vote(phone, 'p', 1);
    expect(room.snapshot().votes?.counts).toEqual([0, 3]);
    expect(room.join(undefined)).toBe('full');
    stops[1]?.();
    expect(phoneOf(room).number).toBe(4);
    expect(room.snapshot().votes?.counts).toEqual([0, 2]);
    expect(room.phone(phones[1]?.id ?? '')).toBeUndefined();
  });
});

describe('the feed of a room', () => {
  const snapshot = () => ({ type: 'phones' as const, data: { phones: -1 } });

  test('replays exactly what came after, whatever was heard; else a snapshot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: -5, max: 605 }), (said, heard) => {
        const feed = new RoomFeed(new FakeClock());
        const first = new FakeClock().wallMs();
        for (let n = 0; n < said; n++) feed.publish({ type: 'phones', data: { phones: n } });
        const got: number[] = [];
        feed.subscribe(
          ({ json }) => got.push((JSON.parse(json) as { phones: number }).phones),
          'phone',
          snapshot,
          first + heard,
        );
        const isKept = heard >= Math.max(0, said - 256) && heard <= said;
        const after = Array.from({ length: Math.max(0, said - heard) }, (_, n) => heard + n);
        expect(got).toEqual(isKept ? after : [-1]);
      }),
    );
  });
});

describe('figures', () => {
  const client = (name: string, attributes = {}) => ({ name, kind: SpanKind.CLIENT, attributes });

  test('are the four graphs, second by second', () => {
    const figures = new RoomFigures();
    figures.spanEnded(client('hub lock'));
    figures.spanEnded(client('INSERT events', { 'db.operation.name': 'INSERT' }));
    figures.spanEnded(client('UPDATE hubs', { 'db.operation.name': 'UPDATE' }));
    figures.spanEnded(client('SELECT hubs', { 'db.operation.name': 'SELECT' }));
    figures.spanEnded({ name: 'send device.event', kind: SpanKind.PRODUCER, attributes: {} });
    for (let ms = 1; ms <= 100; ms++) figures.tapServed(ms);
    expect(figures.tick(1_000, { underWay: 3, waiting: 2, limit: 5 })).toMatchObject({
      connections: 1,
      queueDepth: 1,
      tapsUnderWay: 3,
      tapsWaiting: 2,
      tapsAtOnce: 5,
      p50Ms: 50,
      p95Ms: 95,
      p99Ms: 99,
      inserts: 1,
      updates: 1,
      deletes: 0,
      totals: { served: 100, spans: 5 },
    });
    figures.spanEnded({ name: 'process device.event', kind: SpanKind.CONSUMER, attributes: {} });
    expect(figures.tick(2_000, NO_TAPS)).toMatchObject({
      connections: 0,
      queueDepth: 0,
      p50Ms: null,
      inserts: 0,
    });
  });

  test('keep a bounded past', () => {
    const figures = new RoomFigures();
    for (let second = 0; second < 1_000; second++) figures.tick(second, NO_TAPS);
    expect(figures.past.length).toBe(180);
    expect(figures.past.at(-1)?.atUnixMs).toBe(999);
  });
});
