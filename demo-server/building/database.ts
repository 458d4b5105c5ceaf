/**
 * What the services need of PostgreSQL, embedded (PGlite) or real: parameterised queries, transactions, LISTEN. Rows
 * are arrays in column order; dates and times stay PostgreSQL's own text.
 *
 * The rule that keeps the single connection of PGlite from deadlocking: inside `transaction` use only the executor it
 * hands in, and wait for nothing but the database there (no HTTP call).
 */
export interface SqlResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly affectedRows: number;
}
export interface SqlExecutor {
  query(text: string, params?: readonly unknown[]): Promise<SqlResult>;
}
export interface Database extends SqlExecutor {
  readonly system: 'pglite' | 'postgresql';
  /** Name of the database, for `db.namespace`. */
  readonly namespace: string;
  /** Where it listens; undefined when it lives in this process. */
  readonly address?: { readonly host: string; readonly port: number };
  transaction<T>(work: (tx: SqlExecutor) => Promise<T>): Promise<T>;
  /** Runs a script of several statements, without parameters. */
  script(text: string): Promise<void>;
  /** Calls back at each NOTIFY on the channel, until the answered function is called. */
  listen(channel: string, onNotify: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The database cannot be reached, or did not answer in time. What was asked of it may come again. */
export class DatabaseAway extends Error {}

/** Wherever it is wrapped: Drizzle tells it as the cause of a failure of its own. */
export function isDatabaseAway(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if (at instanceof DatabaseAway) return true;
    at = at.cause;
  }
  return false;
}
