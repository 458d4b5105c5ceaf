/**
 * A real PostgreSQL, by `DATABASE_URL`: a pool for queries and one more connection that listens. It may go and come back
 * while the server runs: what is asked meanwhile rejects with `DatabaseAway`, soon, and connections are made anew.
 */
import pg from 'pg';
import { type Database, DatabaseAway, isDatabaseAway, type SqlExecutor } from '../../building/database.ts';
import { postgresAbsence } from './postgres-absence.ts';
import { listenAgain } from './postgres-listener.ts';

/** To get a connection: a new one, or one of the pool that others use. */
const CONNECT_MS = 10_000;
/** No statement here takes a tenth of it. */
const STATEMENT_MS = 10_000;
/** A replica that stands still lets go of the rows that it locked. */
const IDLE_IN_TRANSACTION_MS = 15_000;

/** Dates and times stay PostgreSQL's text, as with PGlite. */
const TIME_TYPES: ReadonlySet<number> = new Set([1082, 1114, 1184, 1186]);
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    TIME_TYPES.has(oid)
      ? (value: string) => value
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

type Client = Pick<pg.ClientBase, 'query'>;
const nothing = () => {};

export async function openPostgres(url: string, report: (error: unknown) => void): Promise<Database> {
  const connection = { connectionString: url, connectionTimeoutMillis: CONNECT_MS, keepAlive: true, types };
  const pool = new pg.Pool({
    ...connection,
    max: 10,
    application_name: 'demo-server',
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 1_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  });
  let isAway = false;
  /** An absence is reported once, however many connections and requests meet it. */
  const failed = (error: unknown): unknown => {
    const absence = postgresAbsence(error);
    if (absence === undefined) return error;
    if (!isAway) report(absence);
    isAway = true;
    return absence;
  };
  const asked = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      const result = await answer;
      isAway = false;
      return result;
    } catch (error) {
      throw failed(error);
    }
  };
  const lost = (error: unknown) => {
    const known = failed(error);
    if (!(known instanceof DatabaseAway)) report(known);
  };
  pool.on('error', lost);
  const executor = (client: Client): SqlExecutor => ({
    async query(text, params = []) {
      const result = await asked(client.query<unknown[]>({ text, values: [...params], rowMode: 'array' }));
      return { rows: result.rows, affectedRows: result.rowCount ?? 0 };
    },
  });

  let namespace = 'postgres';
  try {
    const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
    namespace = rows[0]?.name ?? namespace;
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { hostname, port } = new URL(url);
  return {
    query: executor(pool as unknown as Client).query,
    system: 'postgresql',
    namespace,
    address: { host: hostname || 'localhost', port: port === '' ? 5432 : Number(port) },
    async transaction(work) {
      const client = await asked(pool.connect());
      // While it is lent nobody else listens, and an error that nobody hears ends the process.
      client.on('error', lost);
      const giveBack = (isBroken: boolean) => {
        client.off('error', lost);
        client.release(isBroken);
      };
      try {
        await asked(client.query('BEGIN'));
        const result = await work(executor(client));
        await asked(client.query('COMMIT'));
        giveBack(false);
        return result;
      } catch (error) {
        // A connection that does not answer, or cannot even roll back, is thrown away.
        if (isDatabaseAway(error)) giveBack(true);
        else
          await client.query('ROLLBACK').then(
            () => giveBack(false),
            () => giveBack(true),
          );
        throw error;
      }
    },
    async script(text) {
      await asked(pool.query(text));
    },
    listen: (channel, onNotify) =>
      listenAgain(
        () => new pg.Client({ ...connection, application_name: 'demo-server listener' }),
        `LISTEN ${pg.escapeIdentifier(channel)}`,
        onNotify,
        lost,
      ),
    close: () => pool.end().catch(nothing),
  };
}
