/** The exchange over Redis: what every exchange promises, and what happens when Redis goes away. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Entry, Exchange } from '../../demo-server/exchange/exchange.ts';
import { openRedisExchange } from '../../demo-server/runtime/node/redis/redis-exchange.ts';
import { eventually, exchangeSuite } from '../support/exchange-suite.ts';
import { startProgram, until } from '../support/programs.ts';
import { noRedisReason, startRedis, type TestRedis } from '../support/redis-server.ts';

const REDIS_EXCHANGE = 'demo-server/runtime/node/redis/redis-exchange.ts';

let redis: TestRedis;
const joined: Exchange[] = [];
const thrown: unknown[] = [];
const join = async (silenceMs = 20_000, heldMs?: number): Promise<Exchange> => {
  const exchange = await openRedisExchange({
    url: redis.url,
    patience: { silenceMs, startMs: 20_000, lastWordsMs: 20_000 },
    ...(heldMs !== undefined && { heldMs }),
    report: (error) => thrown.push(error),
  });
  joined.push(exchange);
  return exchange;
};
const leave = async () => {
  await Promise.all(joined.splice(0).map((exchange) => exchange.close()));
  expect(thrown.splice(0)).toEqual([]);
};
const stateOf = (exchange: Exchange, type: Exchange['state']['type']) =>
  expect.poll(() => exchange.state.type, { timeout: 20_000 }).toBe(type);

describe.skipIf(noRedisReason)(`over Redis${noRedisReason ? ` (skipped: ${noRedisReason})` : ''}`, () => {
  beforeAll(async () => {
    redis = await startRedis({ keeps: true });
  });
  afterEach(leave);
  afterAll(() => redis.close());

  exchangeSuite(() => join());

  test('while Redis is away appends wait, in order; afterwards everybody hears all of them once', async () => {
    const [a, b] = [await join(), await join()];
    const states: string[] = [];
    a.onState(({ type }) => states.push(type));
    const heard: Entry[] = [];
    await b.follow('away', 0, (entries) => heard.push(...entries)).ready;
    const sent = Array.from({ length: 60 }, (_, n) => `${n}`);
    const kept: Promise<number>[] = [];
    for (const text of sent.slice(0, 20)) kept.push(a.append('away', text));
    // Some of these are on their way when the power is cut.
    await kept[0];
    await redis.kill();
    for (const text of sent.slice(20, 40)) kept.push(a.append('away', text));
    await Promise.all([stateOf(a, 'interrupted'), stateOf(b, 'interrupted')]);
    expect(a.state).toMatchObject({ waiting: expect.any(Number), dropped: 0 });
    expect(await a.take('away', { perSecond: 0.001, burst: 2 }, 3)).toBe(2);
    await expect(b.get('away')).rejects.toThrow('does not answer');
    // Places too are counted by each alone, and no more are had than may be.
    expect([await a.hold('away', 1), await b.hold('away', 1)]).toEqual([
      expect.any(Function),
      expect.any(Function),
    ]);
    expect(await a.hold('away', 1)).toBeUndefined();
    const late: Entry[] = [];
    const joining = b.follow('away', 0, (entries) => late.push(...entries));
    await redis.start();
    for (const text of sent.slice(40)) kept.push(a.append('away', text));
    await Promise.all([stateOf(a, 'reachable'), stateOf(b, 'reachable'), joining.ready]);
    const ids = await Promise.all(kept);
    await eventually(() => heard.map(({ data }) => data)).toEqual(sent);
    await eventually(() => late.map(({ data }) => data)).toEqual(sent);
    expect(heard.map(({ id }) => id)).toEqual(ids);
    expect([states[0], states.at(-1)]).toEqual(['interrupted', 'reachable']);
  });

  test('what was kept is not kept again when its answer is lost', async () => {
    const exchange = await join(1_000);
    const heard: string[] = [];
    await exchange.follow('twice', 0, (entries) => heard.push(...entries.map(({ data }) => data))).ready;
    const first = await exchange.append('twice', 'first');
    // Redis takes it, and the answer never gets here: it is frozen before it reads, and wakes for a dead connection.
    redis.freeze();
    const second = exchange.append('twice', 'second');
    await stateOf(exchange, 'interrupted');
    redis.resume();
    expect(await second).toBe(first + 1);
    await stateOf(exchange, 'reachable');
    const third = await exchange.append('twice', 'third');
    expect(third).toBe(first + 2);
    await eventually(() => heard).toEqual(['first', 'second', 'third']);
  });

  test('a number that was given out is not given out again, however soon everything is lost', async () => {
    const exchange = await join();
    const heard: string[] = [];
    await exchange.follow('lost', 0, (entries) => heard.push(...entries.map(({ data }) => data))).ready;
    const before = await exchange.append('lost', 'before');
    await eventually(() => heard).toEqual(['before']);
    const client = await createClient({ url: redis.url }).connect();
    await client.flushAll();
    client.destroy();
    expect(await exchange.append('lost', 'after')).toBeGreaterThan(before);
    await eventually(() => heard).toEqual(['before', 'after']);
  });

  test('places of a replica that is killed come free, and those of one that lives do not', async () => {
    const heldMs = 3_000;
    const lives = await join(20_000, heldMs);
    const stays = await lives.hold('killed', 2);
    const other = startProgram(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { openRedisExchange } from ${JSON.stringify(pathToFileURL(path.resolve(REDIS_EXCHANGE)))};
       const exchange = await openRedisExchange({ url: '${redis.url}', heldMs: ${heldMs}, report: console.error });
       const [place, oneTooMany] = [await exchange.hold('killed', 2), await exchange.hold('killed', 2)];
       if (place && !oneTooMany) console.log('both places are taken');
       setInterval(() => {}, 1_000);`,
    ]);
    onTestFinished(() => void other.stop('SIGKILL'));
    await until('both places are taken', () => other.said().includes('both places are taken'), other);
    await other.stop('SIGKILL');
    await eventually(() => lives.hold('killed', 2)).toBeDefined();
    expect(await lives.hold('killed', 2)).toBeUndefined();
    stays?.();
  });

  test('places that were taken while Redis was away count when it is back', async () => {
    const heldMs = 3_000;
    const [a, b] = [await join(20_000, heldMs), await join(20_000, heldMs)];
    await redis.kill();
    await Promise.all([stateOf(a, 'interrupted'), stateOf(b, 'interrupted')]);
    const place = await a.hold('taken meanwhile', 1);
    await redis.start();
    await Promise.all([stateOf(a, 'reachable'), stateOf(b, 'reachable')]);
    // At the latest a third of that time later.
    await eventually(async () => {
      const other = await b.hold('taken meanwhile', 1);
      other?.();
      return other;
    }).toBeUndefined();
    place?.();
  });

  test('whoever stops while Redis is away waits for it a moment; what waited is then not lost', async () => {
    const [a, b] = [await join(), await join()];
    const heard: string[] = [];
    await b.follow('last words', 0, (entries) => heard.push(...entries.map(({ data }) => data))).ready;
    await redis.kill();
    await stateOf(a, 'interrupted');
    const waiting = a.append('last words', 'said at the end');
    const closed = a.close();
    await redis.start();
    await closed;
    expect(await waiting).toBeGreaterThan(0);
    await eventually(() => heard).toEqual(['said at the end']);
  });

  test('an address where nobody listens, and one that is none, are told in words', async () => {
    const report = () => {};
    const patience = { silenceMs: 1_000, startMs: 0 };
    await expect(openRedisExchange({ url: 'redis://127.0.0.1:1', patience, report })).rejects.toThrow(
      'named by REDIS_URL as redis://127.0.0.1:1, cannot be used: nothing listens there',
    );
    await expect(openRedisExchange({ url: 'nonsense', patience, report })).rejects.toThrow(
      'it is no address',
    );
  });
});

describe.skipIf(noRedisReason)('over a Redis that keeps nothing', () => {
  test('who followed goes on in a new life of the stream, with higher numbers', async () => {
    redis = await startRedis({ keeps: false });
    try {
      const exchange = await join();
      const heard: Entry[] = [];
      await exchange.follow('s', 0, (entries) => heard.push(...entries)).ready;
      await exchange.append('s', 'before');
      await eventually(() => heard.length).toBe(1);
      await redis.kill();
      await stateOf(exchange, 'interrupted');
      const meanwhile = exchange.append('s', 'meanwhile');
      await redis.start();
      await meanwhile;
      await exchange.append('s', 'after');
      await eventually(() => heard.map(({ data }) => data)).toEqual(['before', 'meanwhile', 'after']);
      const ids = heard.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    } finally {
      await leave();
      await redis.close();
    }
  });
});
