/** What a stranger can have the server do at once: each bound is met here, and the refusal says so and when to come again. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import type { Database } from '../../demo-server/building/database.ts';
import { boundRows } from '../../demo-server/building/session-rows.ts';
import { MAX_PAGES } from '../../demo-server/feed/routes.ts';
import { openDatabase } from '../../demo-server/runtime/node/open-database.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';

let app: DemoApp;
let database: Database;
beforeAll(async () => {
  database = await openDatabase({
    databaseUrl: undefined,
    say: () => {},
    report: (error) => expect.fail(`${error}`),
  });
  app = await createNodeApp({
    deps: {
      database,
      buildingLimits: {
        laboratories: { atOnce: 0, line: 0, waitMs: 0 },
        laboratoriesEach: 2,
        streams: 1,
        queuedMessages: 0,
      },
    },
  });
});
afterAll(() => app.close());

const send = (method: string, path: string, body?: object) =>
  app.fetch(
    new Request(`http://127.0.0.1/api${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }),
  );
async function refusalOf(answer: Response) {
  const { error } = (await answer.json()) as { error: { code: string; message: string; hint: string } };
  expect(error.message).toMatch(/\.$/);
  expect(error.hint).toMatch(/\.$/);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  return [answer.status, error.code];
}

describe('laboratories', () => {
  const routes = new Set(
    Array.from(
      readFileSync('demo-server/README.md', 'utf8').matchAll(/`POST (\/lab\/[a-z-]+)`/g),
      ([, path]) => path,
    ),
  );
  test('there are many of them', () => expect(routes.size).toBeGreaterThan(15));
  test.each([...routes])('%s runs only where there is a place for it', async (path) => {
    const answer = await send('POST', `/building${path}`, {});
    expect(await refusalOf(answer)).toEqual([503, 'laboratories-busy']);
  });
  test('so does the service that is started for each request', async () => {
    const answer = await send('GET', '/my-service/buildings/1');
    expect(await refusalOf(answer)).toEqual([503, 'laboratories-busy']);
  });
  test('what is no laboratory is served beside them', async () => {
    expect((await send('GET', '/building/buildings/1')).status).toBe(200);
  });
});

test('a stream that is asked for by HEAD has no body, and holds no place', async () => {
  const before = app.sessions.subscriberCount;
  for (const stream of ['/feed', '/building/stream', '/feed', '/building/stream']) {
    const answer = await send('HEAD', `${stream}?session=asked-for-its-headers`);
    expect([answer.status, answer.body, answer.headers.get('content-type')]).toEqual([
      200,
      null,
      expect.stringContaining('text/event-stream'),
    ]);
  }
  expect(app.sessions.subscriberCount).toBe(before);
});

test('pages that watch have their number, over all sessions', async () => {
  const feed = app.sessions.open('a-session-of-many') ?? expect.fail('no session');
  const stops = Array.from({ length: MAX_PAGES }, () => feed.subscribe(() => {}));
  expect(await refusalOf(await send('GET', '/feed?session=another-session'))).toEqual([
    503,
    'too-many-pages',
  ]);
  stops[0]?.();
  const answer = await send('GET', '/feed?session=another-session');
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
  for (const stop of stops) stop();
});

test('pages that stay open at the building have their number, and one that goes makes room', async () => {
  const first = await send('GET', '/building/stream?session=0123456789abcdef');
  expect(first.status).toBe(200);
  const open = '/building/stream?session=fedcba9876543210';
  expect(await refusalOf(await send('GET', open))).toEqual([503, 'too-many-streams']);
  await first.body?.cancel();
  const next = await send('GET', open);
  expect(next.status).toBe(200);
  await next.body?.cancel();
});

test.each(['heartbeat', 'events'])('%s of a device is refused while the queue is full', async (what) => {
  const answer = await send('POST', `/building/devices/3/${what}`, { kind: 'leak' });
  expect(await refusalOf(answer)).toEqual([503, 'queue-full']);
});

test('rows that belong to no session go too, oldest first; those of the seed stay', async () => {
  const count = async (what: string) => (await database.query(`SELECT ${what}`)).rows[0]?.[0];
  for (let n = 0; n < 30; n++) {
    await database.query("INSERT INTO events (device_id, kind) VALUES (3, 'leak')");
    await database.query("INSERT INTO work_orders (device_id, reason) VALUES (3, 'leak')");
    await database.query('INSERT INTO processed_messages (message_id) VALUES ($1)', [`message ${n}`]);
  }
  const newest = await count('max(id) FROM events');
  await boundRows(database, 10);
  expect(await count('count(*)::int FROM events')).toBe(10);
  expect(await count('max(id) FROM events')).toBe(newest);
  expect(await count('count(*)::int FROM work_orders WHERE id > 2')).toBe(10);
  expect(await count('count(*)::int FROM work_orders WHERE id <= 2')).toBe(2);
  expect(await count('count(*)::int FROM processed_messages')).toBe(10);
  expect(await count("count(*)::int FROM processed_messages WHERE message_id = 'message 29'")).toBe(1);
});
