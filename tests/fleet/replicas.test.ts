/**
 * Any number of replicas behind a plain balancer: nothing that was accepted is lost, whichever of them dies, is replaced,
 * or loses its database or its exchange; and they recover by themselves.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/programs.ts';
import { type EventLoad, eventLoad } from './event-load.ts';
import { type Fleet, startFleet, whatIsMissing } from './fleet.ts';

const missing = whatIsMissing();
if (missing !== undefined) console.info(`The replicas are left out: ${missing}`);
/** Several processes start within each; they have a machine of two busy cores in mind. */
const PATIENCE_MS = 120_000;
const SESSION = 'a-building-under-load';

describe.skipIf(missing !== undefined)('three replicas', { timeout: PATIENCE_MS }, () => {
  let fleet: Fleet;
  let load: EventLoad;
  beforeAll(async () => {
    fleet = await startFleet();
    load = eventLoad(fleet.url, SESSION);
  }, PATIENCE_MS);
  afterAll(async () => {
    await load?.stop();
    await fleet?.close();
  }, PATIENCE_MS);

  /** Rows of the first column, by a connection of its own. */
  const rows = async (text: string, values: readonly unknown[] = []): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: fleet.postgres.url });
    await client.connect();
    try {
      const result = await client.query<unknown[]>({ text, values: [...values], rowMode: 'array' });
      return result.rows.map(([value]) => value);
    } finally {
      await client.end();
    }
  };
  const healthOfAll = () => Promise.all(fleet.replicas.map((replica) => replica.health()));

  test('that start at once prepare one database, once', async () => {
    expect(await rows('SELECT count(*)::int FROM devices')).toEqual([72]);
    expect((await healthOfAll()).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('go on when one of them is killed', async () => {
    await load.more('accepted', 20);
    await fleet.replicas[1].kill();
    await load.more('accepted', 40);
    await fleet.replicas[1].start();
    // What was under way in it broke off; nobody else noticed.
    for (const { status } of load.refused) expect([0, 502]).toContain(status);
  });

  test('are replaced one after the other without a request being refused', async () => {
    const before = load.refused.length;
    for (const replica of fleet.replicas) {
      expect(await replica.stop()).toBe(0);
      await load.more('accepted', 10);
      await replica.start();
    }
    expect(load.refused.slice(before)).toEqual([]);
  });

  test('refuse while PostgreSQL is away, say so, and go on when it is back', async () => {
    const before = load.refused.length;
    await fleet.postgres.stop();
    await load.more('refused', 12);
    for (const { status, body } of await healthOfAll())
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { status: 'failing', reason: 'The database does not answer.' },
      });
    await fleet.postgres.start();
    await load.more('accepted', 20);
    await until('all of them are well', async () =>
      (await healthOfAll()).every(({ status }) => status === 200),
    );
    expect(new Set(load.refused.slice(before).map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ status: 503, code: 'database-away', retryAfter: '2' })]),
    );
  });

  test('have kept whatever was accepted, and handled each message once', async () => {
    await load.stop();
    await until('the outbox is empty', async () => (await rows('SELECT id FROM outbox')).length === 0);
    const ids = load.accepted.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    const kept = await rows('SELECT message_id FROM processed_messages WHERE message_id = ANY($1)', [ids]);
    expect(new Set(kept)).toEqual(new Set(ids));
    const events = load.accepted.map(({ eventId }) => eventId);
    expect(await rows('SELECT count(*)::int FROM events WHERE id = ANY($1)', [events])).toEqual([
      events.length,
    ]);
    // Also of those whose answer was lost: each event became one work order.
    const counts = await rows(
      `SELECT count(*)::int FROM work_orders WHERE session_id = $1
       UNION ALL SELECT count(*)::int FROM processed_messages WHERE session_id = $1
       UNION ALL SELECT count(*)::int FROM events WHERE session_id = $1`,
      [SESSION],
    );
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThanOrEqual(ids.length);
  });
});
