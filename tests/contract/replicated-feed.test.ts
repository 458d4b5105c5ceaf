/**
 * Three demo servers that share a database and an exchange over Redis: a page's feed is held by one, its requests are
 * answered by another, and whoever is first empties the outbox.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import type { Database } from '../../demo-server/building/database.ts';
import type { FeedMessage, Settled } from '../../demo-server/protocol.ts';
import { openDatabase } from '../../demo-server/runtime/node/open-database.ts';
import { openRedisExchange } from '../../demo-server/runtime/node/redis/redis-exchange.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { eventPort, portableChannels } from '../../demo-server/telemetry/event-port.ts';
import { fetchFeed } from '../../src/server-client/feed-source.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { type RunResult, run } from '../support/demo-run.ts';
import { eventually } from '../support/exchange-suite.ts';
import { noRedisReason, startRedis, type TestRedis } from '../support/redis-server.ts';
import { spanTree } from '../support/span-tree.ts';

let redis: TestRedis | undefined;
let database: Database | undefined;
let apps: readonly DemoApp[] = [];
let expected: RunResult;
const failures: unknown[] = [];
const report = (error: unknown) => failures.push(error);
/** Each has its own events; one process has them in common. */
const events = () => eventPort(portableChannels((_, error) => report(error)));

let runs = 0;
let sessionId = '';
let runId = '';

const request = async (app: DemoApp | undefined, path: string, init: RequestInit = {}): Promise<Response> =>
  (app ?? expect.fail('no such replica')).fetch(new Request(`http://demo${path}`, init));
const heartbeat = (app: DemoApp | undefined) =>
  request(app, '/api/building/devices/3/heartbeat', {
    method: 'POST',
    body: '{}',
    headers: {
      'content-type': 'application/json',
      baggage: `session.id=${sessionId},bldg.run.id=${runId}`,
    },
  });

/** A page whose load balancer gives it `at()` each time it comes. */
async function page(at: () => DemoApp | undefined) {
  const messages: FeedMessage[] = [];
  let cut = () => {};
  const open = fetchFeed(async (path, init) => {
    const line = new AbortController();
    cut = () => line.abort();
    const signal = init?.signal ? AbortSignal.any([init.signal, line.signal]) : line.signal;
    const response = await request(at(), path, { ...init, signal });
    return new Response(response.body?.pipeThrough(new TransformStream(), { signal }), response);
  });
  let opened = 0;
  const stop = open(`/api/feed?session=${sessionId}`, {
    opened: () => opened++,
    lost: () => {},
    message: (type, id, data) =>
      messages.push({ id: Number(id), type, data: JSON.parse(data) } as FeedMessage),
  });
  await expect.poll(() => opened, { timeout: 20_000 }).toBe(1);
  const settled = (): readonly Settled[] =>
    messages.flatMap((one) => (one.type === 'settled' ? [one.data] : []));
  return {
    messages,
    stop,
    settled,
    /** The line breaks; the page comes back by itself. */
    async comeBack() {
      const before = opened;
      cut();
      await expect.poll(() => opened, { timeout: 20_000 }).toBeGreaterThan(before);
    },
    until: (requests: number) =>
      expect
        .poll(() => settled().at(-1), { timeout: 25_000 })
        .toMatchObject({ verdict: 'settled', requests, openSpans: 0, queuedMessages: 0 }),
    news: () => messages.flatMap((one) => (one.type === 'exchange' ? [one.data.state] : [])),
  };
}

/** Each as a tree. Whether a message is handled before the next request arrives or after it, the scheduler decides. */
const tracesOf = (table: TraceTable): readonly string[] =>
  spanTree(table)
    .split(/\n(?! )/)
    .toSorted();

function tableOf(messages: readonly FeedMessage[]): TraceTable {
  const table = new TraceTable();
  for (const { type, data } of messages) {
    if (type === 'spans-started') table.appendStarted(data);
    if (type === 'traces') table.appendTraces(data);
    if (type === 'logs') table.appendLogs(data);
    if (type === 'metrics') table.appendMetrics(data);
  }
  return table;
}
/** How much each service measured; added up, for each replica calls a device-gateway on a port of its own. */
function measured(table: TraceTable): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { service, name, type, points } of table.metrics)
    for (const { value, count } of points) {
      const key = `${service} ${name} ${type}`;
      totals[key] = (totals[key] ?? 0) + ((type === 'histogram' ? count : value) ?? 0);
    }
  return totals;
}
const idsOf = (messages: readonly FeedMessage[]) =>
  messages.filter(({ type }) => type !== 'exchange').map(({ id }) => id);

describe.skipIf(noRedisReason)(`three replicas${noRedisReason ? ` (skipped: ${noRedisReason})` : ''}`, () => {
  beforeAll(async () => {
    const started = await startRedis({ keeps: true });
    redis = started;
    database = await openDatabase({ say: () => {}, report });
    const shared: Database = { ...database, close: async () => {} };
    // Before the others are there, for they would help it to empty the outbox.
    const alone = await createNodeApp({ report, deps: { database: shared, events: events() } });
    const path = '/devices/3/heartbeat';
    expected = await run(alone, { path }, { path }, { path });
    await alone.close();
    const exchanges = await Promise.all([1, 2, 3].map(() => openRedisExchange({ url: started.url, report })));
    apps = await Promise.all(
      exchanges.map((exchange) =>
        createNodeApp({ report, deps: { database: shared, exchange, events: events() } }),
      ),
    );
  });
  beforeEach(() => {
    runs++;
    sessionId = `session-of-replicas-${runs}`;
    runId = `run-${runs}`;
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await database?.close();
    await redis?.close();
    expect(failures).toEqual([]);
  });

  test('a run whose requests go to any of them looks as with one server, metrics too', async () => {
    const { messages, until, settled, stop } = await page(() => apps[0]);
    for (const app of apps) expect((await heartbeat(app)).status).toBe(200);
    await until(3);
    stop();
    const table = tableOf(messages);
    expect(tracesOf(table)).toEqual(tracesOf(expected.table));
    const instances = messages.flatMap(({ type, data }) =>
      type === 'traces'
        ? (JSON.stringify(data).match(/"service.instance.id","value":\{"stringValue":"[^"]+/g) ?? [])
        : [],
    );
    // A page sees which replica a span is of; metrics of the run are of all together.
    expect(new Set(instances).size).toBe(apps.length);
    expect(
      messages
        .filter(({ type }) => type === 'metrics')
        .map(({ data }) => JSON.stringify(data))
        .join(),
    ).not.toContain('service.instance.id');
    expect(measured(table)).toEqual(measured(expected.table));
    expect(settled().filter(({ requests }) => requests === 3)).toHaveLength(1);
  });

  test('all of them know which sessions a page watches', async () => {
    const watched = () => Promise.all(apps.map(({ sessions }) => sessions.isWatched(sessionId)));
    expect(await watched()).toEqual([false, false, false]);
    const { stop } = await page(() => apps[0]);
    await eventually(watched).toEqual([true, true, true]);
    stop();
  });

  test('a page that comes back to another replica misses nothing and hears nothing twice', async () => {
    let at = 0;
    const { messages, until, comeBack, stop } = await page(() => apps[at]);
    await heartbeat(apps[1]);
    await until(1);
    at = 2;
    // While it is away, another request is answered.
    const away = heartbeat(apps[0]);
    await comeBack();
    await away;
    await until(2);
    stop();
    const ids = idsOf(messages);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(spanTree(tableOf(messages)).match(/POST \/devices\/:id\/heartbeat \(server\)/g)).toHaveLength(2);
    expect(messages.some(({ type }) => type === 'dropped')).toBe(false);
  });

  test('Redis is killed in the middle: requests are answered, the page is told, and then it hears all of it', async () => {
    const { messages, until, news, stop } = await page(() => apps[0]);
    await heartbeat(apps[1]);
    await until(1);
    await redis?.kill();
    await eventually(() => news().at(-1)).toBe('interrupted');
    expect(await (await request(apps[0], '/api/health')).json()).toMatchObject({
      status: 'ok',
      exchange: { kind: 'redis', state: 'interrupted', dropped: 0 },
    });
    expect((await heartbeat(apps[1])).status).toBe(200);
    expect((await heartbeat(apps[2])).status).toBe(200);
    expect((await request(apps[2], '/api/feed?session=who-comes-meanwhile')).status).toBe(503);
    await redis?.start();
    await until(3);
    stop();
    expect(news().at(-1)).toBe('reachable');
    const table = tableOf(messages);
    expect(spanTree(table).match(/POST \/devices\/:id\/heartbeat \(server\)/g)).toHaveLength(3);
    expect(spanTree(table).match(/device-gateway: hub acknowledge/g)).toHaveLength(3);
    const ids = idsOf(messages);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(messages.some(({ type }) => type === 'dropped')).toBe(false);
    await eventually(async () => (await request(apps[0], '/api/health')).json()).toMatchObject({
      exchange: { state: 'reachable' },
    });
  }, 60_000);
});
