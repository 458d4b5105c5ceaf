/**
 * What the services rely on, against each database they run on. PostgreSQL is the one that `DATABASE_URL` names, or one of
 * the installed package, started here; where there is neither, the reason is printed.
 */
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, isDatabaseAway } from '../../demo-server/building/database.ts';
import { openPglite } from '../../demo-server/building/pglite-database.ts';
import * as schema from '../../demo-server/building/schema.ts';
import { prepareDatabase } from '../../demo-server/building/seed.ts';
import { openPostgres } from '../../demo-server/runtime/node/postgres-database.ts';
import {
  findPostgres,
  POSTGRES_MISSING,
  type PostgresCluster,
  startPostgres,
} from '../support/postgres-cluster.ts';

const databaseUrl = process.env['DATABASE_URL'];
const programs = databaseUrl ? undefined : findPostgres();
const failures: unknown[] = [];
const report = (error: unknown) => failures.push(error);

/** A PostgreSQL that somebody named, or else one that is started for these tests. */
let cluster: PostgresCluster | undefined;
const postgresUrl = async (): Promise<string> => {
  if (databaseUrl) return databaseUrl;
  if (programs === undefined) throw new Error(POSTGRES_MISSING);
  cluster ??= await startPostgres(programs);
  return cluster.url;
};
afterAll(() => cluster?.remove());

const databases: readonly (readonly [string, () => Promise<Database>])[] = [
  ['PGlite', () => openPglite()],
  ...(databaseUrl || programs
    ? ([['PostgreSQL', async () => openPostgres(await postgresUrl(), report)]] as const)
    : []),
];
if (databases.length === 1) console.info(`PostgreSQL is left out: ${POSTGRES_MISSING}`);

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

// It has to be stopped, so it has to be ours.
describe.skipIf(programs === undefined)('a PostgreSQL that goes and comes back', () => {
  test('is prepared once, however many servers start at once', async () => {
    const url = await postgresUrl();
    const fresh = await openPostgres(url, report);
    await fresh.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await fresh.close();
    const servers = await Promise.all(Array.from({ length: 6 }, () => openPostgres(url, report)));
    const told = await Promise.all(servers.map(prepareDatabase));
    expect(told.sort()).toEqual(['found', 'found', 'found', 'found', 'found', 'seeded']);
    const [first] = servers;
    const { rows } = (await first?.query('SELECT count(*)::int FROM devices')) ?? {};
    expect(rows).toEqual([[72]]);
    await Promise.all(servers.map((server) => server.close()));
  });

  test('refuses meanwhile, says so once, and answers and announces again by itself', async () => {
    failures.length = 0;
    const database = await openPostgres(await postgresUrl(), report);
    let told = 0;
    const stop = await database.listen('outbox', () => told++);
    let enter = () => {};
    let goOn = () => {};
    const inside = new Promise<void>((resolve) => {
      enter = resolve;
    });
    const stopped = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const broken = database.transaction(async (tx) => {
      enter();
      await stopped;
      await tx.query('SELECT 1');
    });
    broken.catch(() => {});
    await inside;
    await cluster?.stop();
    goOn();
    const refused = await Promise.allSettled([
      broken,
      database.query('SELECT 1'),
      database.transaction((tx) => tx.query('SELECT 1')),
    ]);
    expect(refused.map((one) => one.status === 'rejected' && isDatabaseAway(one.reason))).toEqual([
      true,
      true,
      true,
    ]);
    expect(failures.map((failure) => isDatabaseAway(failure))).toEqual([true]);

    told = 0;
    await cluster?.start();
    // Called once for what nobody heard meanwhile.
    await expect.poll(() => told, { timeout: 20_000 }).toBe(1);
    await database.query("NOTIFY outbox, ''");
    await expect.poll(() => told).toBe(2);
    expect((await database.query('SELECT 1')).rows).toEqual([[1]]);
    await stop();
    await database.close();
  });
});
