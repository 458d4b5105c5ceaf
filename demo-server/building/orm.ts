/** Drizzle over an executor, be it the database or one transaction of it: one dialect for PGlite and PostgreSQL. */
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { SqlExecutor } from './database.ts';

const cache = new WeakMap<SqlExecutor, PgRemoteDatabase>();

export function orm(executor: SqlExecutor): PgRemoteDatabase {
  const known = cache.get(executor);
  if (known !== undefined) return known;
  const database = drizzle(async (text, params) => {
    const { rows } = await executor.query(text, params);
    return { rows: [...rows] };
  });
  cache.set(executor, database);
  return database;
}
