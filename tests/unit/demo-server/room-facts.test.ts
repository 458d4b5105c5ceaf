/** The log of a room and what is made of it: the same at every replica, from whichever point it began. */
import { SpanKind } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_SUMS } from '../../../demo-server/rooms/figure-facts.ts';
import type { Happened, RoomEntry, SecondEntry, Sums } from '../../../demo-server/rooms/room-entry.ts';
import { type RoomFacts, roomFacts, votesOf } from '../../../demo-server/rooms/room-facts.ts';
import { RoomFeed } from '../../../demo-server/rooms/room-feed.ts';
import { RoomFigures } from '../../../demo-server/rooms/room-figures.ts';

const REPLICAS = ['a', 'b', 'c'];
const NO_TAPS = { underWay: 0, waiting: 0, limit: 4 };
const reducing = roomFacts(1_000, 4);
type Logged = readonly [from: string, Happened];
const replay = (log: readonly Logged[], from: RoomFacts = reducing.first) =>
  log.reduce((facts, [replica, happened]) => reducing.after(facts, happened, replica), from);

const poll = fc.constantFrom('p', 'q').map((id) => ({ id, question: 'q', options: ['a', 'b', 'c'] }));
const phone = fc.constantFrom('one', 'two', 'three', 'four', 'five', 'six');
const count = fc.nat({ max: 50 });
const sums = Object.fromEntries(Object.keys(NO_SUMS).map((what) => [what, count])) as Record<
  keyof Sums,
  typeof count
>;
const second = fc.record({
  type: fc.constant('second' as const),
  sums: fc.record(sums),
  underWay: count,
  waiting: count,
  atOnce: count,
  tapsMs: fc.array(count, { maxLength: 5 }),
  firstTap: count,
  more: fc.boolean(),
});
const entry: fc.Arbitrary<RoomEntry> = fc.oneof(
  fc.record({ type: fc.constant('joined' as const), phone }),
  fc.record({
    type: fc.constant('said' as const),
    section: fc.constant('s'),
    step: count,
    black: fc.boolean(),
  }),
  fc.record({ type: fc.constant('asked' as const), poll: fc.option(poll) }),
  fc.record({
    type: fc.constant('answered' as const),
    phone,
    poll: fc.constantFrom('p', 'q'),
    option: fc.nat({ max: 4 }),
  }),
  fc.record({ type: fc.constant('locked' as const), phone, isLocked: fc.boolean() }),
  fc.record({
    type: fc.constant('lines' as const),
    phones: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }),
    presenters: fc.nat({ max: 2 }),
    lookersOn: fc.nat({ max: 2 }),
  }),
  second,
  fc.record({ type: fc.constant('left' as const), replica: fc.constantFrom(...REPLICAS) }),
);
const log = fc.array(
  fc.tuple(
    fc.constantFrom(...REPLICAS),
    fc.record({ atUnixMs: fc.integer({ min: 1_000, max: 99_000 }), entry }),
  ),
  { maxLength: 60 },
);

describe('what is so in a room', () => {
  test('is the same whether it was heard from the beginning or begun with a snapshot, anywhere in the log', () => {
    fc.assert(
      fc.property(log, fc.nat(), (all, at) => {
        const cut = at % (all.length + 1);
        // As it is after the exchange.
        const packed: unknown = JSON.parse(JSON.stringify(reducing.pack(replay(all.slice(0, cut)))));
        expect(replay(all.slice(cut), reducing.unpack(packed))).toEqual(replay(all));
      }),
    );
  });

  test('keeps its bounds, and a vote a phone, whatever is told', () => {
    fc.assert(
      fc.property(log, (all) => {
        const facts = replay(all);
        expect(facts.phones.size).toBeLessThanOrEqual(4);
        const numbers = [...facts.phones.values()].map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(facts.lastNumber);
        const votes = votesOf(facts)?.counts ?? [];
        expect(votes.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(facts.phones.size);
        expect(facts.figures.queued).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('is written so that it is read back', () => {
    fc.assert(
      fc.property(log, (all) => {
        for (const [, happened] of all)
          expect(reducing.read(JSON.parse(JSON.stringify(happened)))).toEqual(happened);
      }),
    );
    expect(reducing.read({ atUnixMs: 1, entry: { type: 'sung' } })).toBeUndefined();
  });
});

/** What a replica did in its seconds: times of taps that it served. Some seconds are told twice, and some never. */
const life = fc.array(
  fc.record({
    tapsMs: fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 4 }),
    fate: fc.constantFrom('told', 'twice', 'lost'),
  }),
  { minLength: 1, maxLength: 6 },
);
function told(seconds: typeof life extends fc.Arbitrary<infer T> ? T : never): SecondEntry[] {
  const figures = new RoomFigures();
  const entries: SecondEntry[] = [];
  seconds.forEach(({ tapsMs, fate }, n) => {
    for (const ms of tapsMs) {
      figures.tapped();
      figures.tapServed(ms);
    }
    const isLast = n === seconds.length - 1;
    const entry = figures.second(NO_TAPS, !isLast);
    if (entry === undefined || (fate === 'lost' && !isLast)) return;
    // Heard late: the next second was told before this one came back.
    if (fate === 'told') figures.heard(entry);
    entries.push(entry, ...(fate === 'twice' ? [entry] : []));
  });
  return entries;
}

describe('figures of several replicas', () => {
  test('have each tap once, however their seconds come together, are lost, or are told again', () => {
    fc.assert(
      fc.property(fc.tuple(life, life, life), fc.infiniteStream(fc.nat({ max: 2 })), (lives, order) => {
        const waiting = lives.map(told);
        const total = lives.flat().flatMap(({ tapsMs }) => tapsMs).length;
        let facts = reducing.first;
        while (waiting.some(({ length }) => length > 0)) {
          const replica = order.next().value ?? 0;
          const entry = waiting[replica]?.shift();
          if (entry === undefined) continue;
          facts = reducing.after(facts, { atUnixMs: 2_000, entry }, String(replica));
          const { tapped = 0, served = 0 } = facts.figures.past.at(-1)?.totals ?? {};
          expect(tapped).toBe(served);
        }
        const sums = [...facts.figures.replicas.values()].map(({ sums }) => sums.served);
        expect(sums.reduce((sum, n) => sum + n, 0)).toBe(total);
        // The times too: the number of those that were heard is the number of taps.
        const times = [...facts.figures.replicas.values()].map(({ taps }) => taps);
        expect(times.reduce((sum, n) => sum + n, 0)).toBe(total);
      }),
    );
  });

  const secondOf = (what: { tapsMs?: number[]; more?: boolean; underWay?: number }): SecondEntry => {
    const figures = new RoomFigures();
    for (const ms of what.tapsMs ?? []) {
      figures.tapped();
      figures.tapServed(ms);
    }
    for (let n = 0; n < (what.underWay ?? 0); n++) figures.tapped();
    const second = figures.second({ ...NO_TAPS, underWay: what.underWay ?? 0 }, true);
    if (second === undefined) throw new Error('nothing to tell');
    return { ...second, more: what.more ?? true };
  };
  const figuresOf = (...log: readonly (readonly [string, RoomEntry])[]) =>
    replay(log.map(([from, entry]) => [from, { atUnixMs: 2_000, entry }])).figures.past;

  test('are told when everyone has told a second, with quantiles over all taps', () => {
    const slow = Array.from({ length: 50 }, (_, n) => 51 + n);
    const fast = Array.from({ length: 50 }, (_, n) => 1 + n);
    const past = figuresOf(
      ['a', secondOf({})],
      ['b', secondOf({})],
      ['a', secondOf({})],
      ['b', secondOf({ tapsMs: slow })],
      ['a', secondOf({ tapsMs: fast })],
    );
    // Nobody knew of `b` when `a` told its first.
    expect(past).toHaveLength(3);
    expect(past.at(-1)).toMatchObject({
      p50Ms: 50,
      p95Ms: 95,
      p99Ms: 99,
      tapsAtOnce: 8,
      totals: { served: 100 },
    });
  });

  test('do not wait for who told twice before the other told once', () => {
    const both = [
      ['a', secondOf({})],
      ['b', secondOf({})],
      ['a', secondOf({})],
    ] as const;
    const past = figuresOf(...both, ['a', secondOf({ tapsMs: [10] })], ['a', secondOf({ tapsMs: [10, 20] })]);
    expect(past.at(-1)).toMatchObject({ p50Ms: 10, totals: { served: 1 } });
  });

  test('have the time of a tap in one second alone, though it was told in two', () => {
    const first = secondOf({ tapsMs: [100] });
    const again = secondOf({ tapsMs: [100, 1, 2] });
    expect(figuresOf(['a', first], ['a', again]).map(({ p99Ms }) => p99Ms)).toEqual([100, 2]);
  });

  test('count as failed what a replica had under way when it was killed, and wait for it no more', () => {
    const past = figuresOf(
      ['a', secondOf({})],
      ['b', secondOf({ underWay: 3 })],
      ['c', { type: 'left', replica: 'b' }],
      ['a', secondOf({})],
    );
    expect(past.at(-1)).toMatchObject({ tapsUnderWay: 0, totals: { tapped: 3, failed: 3 } });
  });
});

describe('figures', () => {
  const client = (name: string, attributes = {}) => ({ name, kind: SpanKind.CLIENT, attributes });
  const tick = (figures: RoomFigures, facts: RoomFacts, taps = NO_TAPS): RoomFacts => {
    const entry = figures.second(taps, true);
    if (entry === undefined) throw new Error('nothing to tell');
    figures.heard(entry);
    return reducing.after(facts, { atUnixMs: 2_000, entry }, 'a');
  };

  test('are the four graphs, second by second', () => {
    const figures = new RoomFigures();
    figures.spanEnded(client('hub lock'));
    figures.spanEnded(client('INSERT events', { 'db.operation.name': 'INSERT' }));
    figures.spanEnded(client('UPDATE hubs', { 'db.operation.name': 'UPDATE' }));
    figures.spanEnded(client('SELECT hubs', { 'db.operation.name': 'SELECT' }));
    figures.spanEnded({ name: 'send device.event', kind: SpanKind.PRODUCER, attributes: {} });
    for (let ms = 1; ms <= 100; ms++) figures.tapServed(ms);
    const first = tick(figures, reducing.first, { underWay: 3, waiting: 2, limit: 5 });
    expect(first.figures.past).toMatchObject([
      {
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
      },
    ]);
    figures.spanEnded({ name: 'process device.event', kind: SpanKind.CONSUMER, attributes: {} });
    const next = tick(figures, first);
    expect(next.figures.past.at(-1)).toMatchObject({
      connections: 0,
      queueDepth: 0,
      p50Ms: null,
      inserts: 0,
    });
  });

  test('keep a bounded past', () => {
    const figures = new RoomFigures();
    let facts = reducing.first;
    for (let second = 0; second < 400; second++) facts = tick(figures, facts);
    expect(facts.figures.past).toHaveLength(180);
  });

  test('are not told when there is nothing to tell, and nobody waits', () => {
    const figures = new RoomFigures();
    expect(figures.second(NO_TAPS, false)).toBeUndefined();
    figures.tapped();
    const entry = figures.second(NO_TAPS, false);
    expect(entry).toMatchObject({ more: false, sums: { tapped: 1 } });
    // Not heard yet: told again.
    expect(figures.second(NO_TAPS, false)).toEqual(entry);
    if (entry) figures.heard(entry);
    expect(figures.second(NO_TAPS, false)).toBeUndefined();
  });
});

describe('the feed of a room', () => {
  const FIRST = 2 ** 20;
  const snapshot = () => ({ type: 'snapshot' as const, data: { code: 'BCD3' } as never });
  const place = (step: number) => ({ type: 'place' as const, data: { section: 's', step, black: false } });
  const heardBy = (feed: RoomFeed, lastEventId: number | undefined): string[] => {
    const got: string[] = [];
    feed.subscribe(
      ({ type, json }) =>
        got.push(type === 'place' ? String((JSON.parse(json) as { step: number }).step) : type),
      'phone',
      { snapshot, current: () => [{ type: 'phones', data: { phones: 3 } }] },
      lastEventId,
    );
    return got;
  };

  test('replays exactly what came after, whatever was heard, then what is so now; else a snapshot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: -5, max: 605 }), (said, heard) => {
        const feed = new RoomFeed();
        for (let n = 1; n <= said; n++) feed.publish(FIRST + n, [place(n)]);
        const isKept = heard >= Math.max(0, said - 256);
        const after = Array.from({ length: Math.max(0, said - heard) }, (_, n) => String(heard + n + 1));
        expect(heardBy(feed, FIRST + heard)).toEqual(isKept ? [...after, 'phones'] : ['snapshot']);
      }),
    );
  });

  test('a number of another life of the stream gets a snapshot', () => {
    const feed = new RoomFeed();
    feed.publish(3 * FIRST + 1, [place(1)]);
    for (const id of [0, 17, FIRST + 1, 3 * FIRST - 1, 4 * FIRST, 9e15])
      expect(heardBy(feed, id)).toEqual(['snapshot']);
  });

  test('who was ahead at another replica does not hear what came before once more', () => {
    const feed = new RoomFeed();
    feed.publish(FIRST + 1, [place(1)]);
    const got = heardBy(feed, FIRST + 3);
    for (const n of [2, 3, 4]) feed.publish(FIRST + n, [place(n)]);
    expect(got).toEqual(['phones', '3', '4']);
  });

  test('who heard the first of two messages of an entry hears both again', () => {
    const feed = new RoomFeed();
    feed.publish(FIRST + 1, [place(1)]);
    let lastId = 0;
    feed.subscribe(({ id, type }) => (lastId = type === 'poll' ? id : lastId), 'phone', {
      snapshot,
      current: () => [],
    });
    feed.publish(FIRST + 2, [{ type: 'poll', data: null }, place(2)]);
    expect(heardBy(feed, lastId)).toEqual(['poll', '2', 'phones']);
  });
});
