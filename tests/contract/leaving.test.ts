/** A server that is told to stop: who asks is told, who was let in is answered, who only listens is sent elsewhere. */
import { afterEach, expect, test } from 'vitest';
import { DatabaseAway } from '../../demo-server/building/database.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { emptyDatabase } from '../support/empty-database.ts';

let server: NodeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Something that a test waits for until it is said to have come. */
function moment() {
  let come = () => {};
  const here = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { here, come };
}

/** A database that answers queries about buildings when it is told to. */
function heldDatabase() {
  const asked = moment();
  const answered = moment();
  const database = emptyDatabase();
  return {
    asked: asked.here,
    answer: answered.come,
    database: {
      ...database,
      async query(text: string) {
        if (text.includes('buildings')) {
          asked.come();
          await answered.here;
        }
        return database.query(text);
      },
    },
  };
}

test('a request under way is answered, a feed ends with when to come again, nobody else gets in', async () => {
  const { database, asked, answer } = heldDatabase();
  server = await startNodeServer({ port: 0, deps: { database } });
  const { url } = server;
  const feed = await fetch(`${url}/api/feed?session=somebody-who-listens`);
  const underWay = fetch(`${url}/api/building/buildings/1`);
  await asked;

  const left = server.leave(0);
  const text = await feed.text();
  expect(text).toMatch(/^retry: 1000\n: open\n\n[\s\S]*retry: \d{3,4}\n: leaving\n\n$/);
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();

  answer();
  const answered = await underWay;
  expect(answered.status).toBe(404);
  expect(answered.headers.get('connection')).toBe('close');
  expect(await answered.json()).toMatchObject({ error: { code: 'unknown-building' } });
  await left;
});

test('while it gives notice, its health says so, and it serves', async () => {
  server = await startNodeServer({ port: 0, deps: { database: emptyDatabase() } });
  const { url } = server;
  // It never gets to the end of its notice: the test closes it before.
  void server.leave(60_000);
  const health = await fetch(`${url}/api/health`);
  expect({ status: health.status, body: await health.json() }).toEqual({
    status: 503,
    body: { status: 'failing', reason: 'This server is stopping.' },
  });
  expect((await fetch(`${url}/api/health/live`)).status).toBe(200);
  expect((await fetch(`${url}/api/building/buildings/1`)).status).toBe(404);
});

test('while the database is away, requests are refused with when to come again, and health says why', async () => {
  const failures: unknown[] = [];
  const away = () => Promise.reject(new DatabaseAway('PostgreSQL does not answer: it is away'));
  const database = { ...emptyDatabase(), query: away, transaction: away };
  server = await startNodeServer({
    port: 0,
    report: (error) => failures.push(error),
    deps: { database },
  });
  const { url } = server;
  for (const path of ['/buildings/1', '/buildings/1/units', '/work-orders'])
    expect(await refusalOf(await fetch(`${url}/api/building${path}`))).toEqual(DATABASE_AWAY);
  const event = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"kind":"leak"}',
  };
  expect(await refusalOf(await fetch(`${url}/api/building/devices/3/events`, event))).toEqual(DATABASE_AWAY);
  const health = await fetch(`${url}/api/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({
    status: 'failing',
    reason: 'The database does not answer.',
  });
  expect((await fetch(`${url}/api/health/live`)).status).toBe(200);
  // It says so itself, once.
  expect(failures).toEqual([]);
});

const DATABASE_AWAY = {
  status: 503,
  retryAfter: '2',
  error: { code: 'database-away', message: expect.any(String), hint: expect.any(String) },
};
async function refusalOf(answer: Response) {
  const { error } = (await answer.json()) as { error: unknown };
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), error };
}
