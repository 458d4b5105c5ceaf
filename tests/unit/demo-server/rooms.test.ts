/** A room on the server, with a clock that is told the time: limits, lives, figures. */
import { SpanKind } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presenterClaim } from '../../../demo-server/rooms/presenter-token.ts';
import { type Phone, Room } from '../../../demo-server/rooms/room.ts';
import { RoomFeed } from '../../../demo-server/rooms/room-feed.ts';
import { RoomFigures } from '../../../demo-server/rooms/room-figures.ts';
import { readRoomCode } from '../../../demo-server/rooms/room-protocol.ts';
import { MAX_ROOMS, Rooms } from '../../../demo-server/rooms/rooms.ts';
import { TokenBucket } from '../../../demo-server/rooms/token-bucket.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const LIMITS = { phones: 3, otherLines: 2, tapsAtOnce: 2, lateMs: 250, queueDepth: 5 };
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

  test('lets in so many taps at once, and counts the others', () => {
    const clock = new FakeClock();
    const room = new Room('BCD3', clock, LIMITS);
    const phone = phoneOf(room);
    expect([1, 2, 3].map(() => room.admitTap(phone))).toEqual(['admitted', 'admitted', 'busy']);
    room.tapDone(12);
    expect(room.admitTap(phone)).toBe('admitted');
    room.tapDone(undefined);
    room.tapDone(8);
    for (let n = 0; n < 4; n++) room.admitTap(phone);
    expect(room.figures.totals).toMatchObject({ served: 2, failed: 1, refused: 3 });
  });

  test('lets nobody in while too much waits in the queue', () => {
    const room = new Room('BCD3', new FakeClock(), LIMITS);
    const phone = phoneOf(room);
    const end = (kind: SpanKind) => room.figures.spanEnded({ name: 'message', kind, attributes: {} });
    for (let n = 0; n < LIMITS.queueDepth; n++) end(SpanKind.PRODUCER);
    expect(room.admitTap(phone)).toBe('busy');
    end(SpanKind.CONSUMER);
    expect(room.admitTap(phone)).toBe('admitted');
  });

  test('lets nobody in while the process is late with all it does', () => {
    let behindMs = 0;
    const clock = new FakeClock();
    const now = clock.now.bind(clock);
    clock.now = () => now() + behindMs;
    const room = new Room('BCD3', clock, { ...LIMITS, tapsAtOnce: 16 });
    const phones = [phoneOf(room), phoneOf(room)] as const;
    behindMs = 400;
    // A few are not what makes it late.
    for (let n = 0; n < 4; n++) expect(room.admitTap(phones[0])).toBe('admitted');
    expect(room.admitTap(phones[0])).toBe('busy');
    // The late timer has run, and the next one is on time.
    clock.advance(250);
    expect(room.admitTap(phones[1])).toBe('admitted');
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
    expect(figures.tick(1_000)).toMatchObject({
      connections: 1,
      queueDepth: 1,
      p50Ms: 50,
      p95Ms: 95,
      p99Ms: 99,
      inserts: 1,
      updates: 1,
      deletes: 0,
      totals: { served: 100, spans: 5 },
    });
    figures.spanEnded({ name: 'process device.event', kind: SpanKind.CONSUMER, attributes: {} });
    expect(figures.tick(2_000)).toMatchObject({ connections: 0, queueDepth: 0, p50Ms: null, inserts: 0 });
  });

  test('keep a bounded past', () => {
    const figures = new RoomFigures();
    for (let second = 0; second < 1_000; second++) figures.tick(second);
    expect(figures.past.length).toBe(180);
    expect(figures.past.at(-1)?.atUnixMs).toBe(999);
  });
});
