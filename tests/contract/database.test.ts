/**
 * What the services rely on, against each database they run on. PostgreSQL itself is only tried when `DATABASE_URL` names
 * one; otherwise the reason is printed.
 */
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../demo-server/building/database.ts';
import { openPglite } from '../../demo-server/building/pglite-database.ts';
import * as schema from '../../demo-server/building/schema.ts';
import { prepareDatabase } from '../../demo-server/building/seed.ts';
import { openPostgres } from '../../demo-server/runtime/node/postgres-database.ts';

const databaseUrl = process.env['DATABASE_URL'];
const report = (error: unknown) => {
  throw error;
};
const databases: readonly (readonly [string, () => Promise<Database>])[] = [
  ['PGlite', () => openPglite()],
  ...(databaseUrl ? ([['PostgreSQL', () => openPostgres(databaseUrl, report)]] as const) : []),
];
if (!databaseUrl) console.info('PostgreSQL is left out: DATABASE_URL is not set.');

const tables = [
  schema.buildings,
  schema.hubs,
  schema.units,
  schema.devices,
  schema.accessCodes,
  schema.events,
  schema.workOrders,
  schema.outbox,
  schema.processedMessages,
  schema.labLeaks,
];

describe.each(databases)('%s', (_, open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await prepareDatabase(database);
  });
  afterAll(() => database.close());

  test('is seeded once, with two buildings, 24 units and 72 devices', async () => {
    expect(await prepareDatabase(database)).toBe('found');
    const counts = await database.query(
      'SELECT (SELECT count(*)::int FROM buildings), (SELECT count(*)::int FROM hubs), (SELECT count(*)::int FROM units), (SELECT count(*)::int FROM devices)',
    );
    expect(counts.rows[0]).toEqual([2, 6, 24, 72]);
  });

  test.each(tables.map((table) => [getTableName(table), table] as const))(
    '%s has the columns the code thinks it has',
    async (name, table) => {
      const { rows } = await database.query(
        'SELECT column_name, is_nullable FROM information_schema.columns WHERE table_name = $1 ORDER BY column_name',
        [name],
      );
      const declared = Object.values(getTableColumns(table)).map((column) => [
        column.name,
        column.notNull ? 'NO' : 'YES',
      ]);
      expect(rows).toEqual(declared.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
    },
  );

  test('times stay text', async () => {
    const { rows } = await database.query("SELECT timestamptz '2026-01-02 03:04:05+00', date '2026-01-02'");
    expect(rows[0]?.map((value) => typeof value)).toEqual(['string', 'string']);
  });

  test('a transaction that fails leaves nothing, and the next one works', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.query("INSERT INTO processed_messages (message_id) VALUES ('rolled-back')");
      await tx.query('SELECT * FROM no_such_table');
    });
    await expect(failing).rejects.toMatchObject({ code: '42P01' });
    const { rows } = await database.query(
      "SELECT count(*)::int FROM processed_messages WHERE message_id = 'rolled-back'",
    );
    expect(rows).toEqual([[0]]);
  });

  test('transactions at once do not deadlock', async () => {
    const update = () =>
      database.transaction((tx) => tx.query('UPDATE hubs SET last_seen_at = now() WHERE id = 1'));
    const results = await Promise.all(Array.from({ length: 20 }, update));
    expect(results.map(({ affectedRows }) => affectedRows)).toEqual(Array.from({ length: 20 }, () => 1));
  });

  test('a new outbox row is announced when it is committed, and not when it is rolled back', async () => {
    let told = 0;
    const stop = await database.listen('outbox', () => told++);
    const insert =
      "INSERT INTO outbox (message_id, topic, payload, available_at) VALUES ('m', 't', '{}', 'infinity')";
    await database
      .transaction(async (tx) => {
        await tx.query(insert);
        throw new Error('roll back');
      })
      .catch(() => {});
    await database.query(insert);
    await expect.poll(() => told).toBe(1);
    await database.query("DELETE FROM outbox WHERE message_id = 'm'");
    await stop();
  });
});
