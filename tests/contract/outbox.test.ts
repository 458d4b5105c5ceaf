/** When things go wrong around the queue: rolled back, failing consumers, rows nobody can read. */
import { afterEach, expect, test } from 'vitest';
import type { DemoApp } from '../../demo-server/app.ts';
import type { Database } from '../../demo-server/building/database.ts';
import { openPglite } from '../../demo-server/building/pglite-database.ts';
import { prepareDatabase } from '../../demo-server/building/seed.ts';
import { serveGateway } from '../../demo-server/runtime/node/gateway-listener.ts';
import { createNodeApp } from '../../demo-server/runtime/node.ts';
import { run } from '../support/demo-run.ts';
import { spanTree } from '../support/span-tree.ts';

let app: DemoApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

test('a gateway that is gone: the message is tried three times, then given up, and the run still settles', async () => {
  const failures: unknown[] = [];
  app = await createNodeApp({
    report: (error) => failures.push(error),
    deps: {
      serveGateway: async (fetch) => {
        const { baseUrl, close } = await serveGateway(fetch);
        return { baseUrl, close, fetch: () => Promise.reject(new TypeError('connection refused')) };
      },
    },
  });
  const { table, settled } = await run(app, { path: '/devices/3/heartbeat' });
  const tree = spanTree(table, { show: ['error.type'] });
  const tried = `event-worker: process device.heartbeat (consumer) error.type=TypeError ~> send device.heartbeat
  event-worker: POST /devices/:id/acknowledgements (client) error.type=TypeError`;
  expect(tree.split(tried)).toHaveLength(4);
  expect(settled.verdict).toBe('settled');
  expect(failures).toHaveLength(3);
  expect(table.logs.map(({ eventName, severityText }) => [eventName, severityText])).toEqual([
    ['bldg.message.failed', 'WARN'],
    ['bldg.message.failed', 'WARN'],
    ['bldg.message.failed', 'ERROR'],
  ]);
});

/** A run over this database settles, and leaves nothing in the queue. */
async function expectEmptiedByOneRun(database: Database): Promise<void> {
  app = await createNodeApp({ deps: { database } });
  const { settled } = await run(app, { path: '/devices/3/heartbeat' });
  expect(settled.verdict).toBe('settled');
  await app.drain();
  expect((await database.query('SELECT count(*)::int FROM outbox')).rows).toEqual([[0]]);
}

test('a row that is no message is thrown away, the ones behind it are processed', async () => {
  const database = await openPglite();
  await prepareDatabase(database);
  await database.query(
    `INSERT INTO outbox (message_id, topic, payload) VALUES ('x', 'device.flood', '{"deviceId":-1}')`,
  );
  await expectEmptiedByOneRun(database);
});

test('a message that was queued before the clock was put back is not kept waiting for an hour', async () => {
  const database = await openPglite();
  await prepareDatabase(database);
  await database.query(
    `INSERT INTO outbox (message_id, topic, payload, available_at, created_at)
     VALUES ('early', 'device.heartbeat', '{"deviceId":3,"hubId":1}', now() + interval '1 hour', now() + interval '1 hour')`,
  );
  await expectEmptiedByOneRun(database);
});
