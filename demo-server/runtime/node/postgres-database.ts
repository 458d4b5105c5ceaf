/** A real PostgreSQL, by `DATABASE_URL`: a pool for queries and one more connection that listens. */
import pg from 'pg';
import type { Database, SqlExecutor } from '../../building/database.ts';

/** Dates and times stay PostgreSQL's text, as with PGlite. */
const TIME_TYPES: ReadonlySet<number> = new Set([1082, 1114, 1184, 1186]);
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    TIME_TYPES.has(oid)
      ? (value: string) => value
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export async function openPostgres(url: string, report: (error: unknown) => void): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 10, types, application_name: 'demo-server' });
  pool.on('error', report);
  const executor = (client: Pick<pg.ClientBase, 'query'>): SqlExecutor => ({
    async query(text, params = []) {
      const result = await client.query<unknown[]>({ text, values: [...params], rowMode: 'array' });
      return { rows: result.rows, affectedRows: result.rowCount ?? 0 };
    },
  });
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
  const { hostname, port } = new URL(url);
  return {
    query: (text, params) => executor(pool as unknown as Pick<pg.ClientBase, 'query'>).query(text, params),
    system: 'postgresql',
    namespace: rows[0]?.name ?? 'postgres',
    address: { host: hostname || 'localhost', port: port === '' ? 5432 : Number(port) },
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(executor(client));
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        // A connection that cannot even roll back is thrown away.
        await client.query('ROLLBACK').then(
          () => client.release(),
          () => client.release(true),
        );
        throw error;
      }
    },
    async script(text) {
      await pool.query(text);
    },
    async listen(channel, onNotify) {
      const client = new pg.Client({ connectionString: url, application_name: 'demo-server listener' });
      client.on('error', report);
      client.on('notification', onNotify);
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      return () => client.end();
    },
    close: () => pool.end(),
  };
}
