/** Rows that a session left behind go when the session is forgotten, so that strangers' clicks never pile up. */
import type { Database } from './database.ts';

/** What a session that goes on no longer needs: messages that wait are left where they are. */
export async function tidySessionRows(database: Database, sessionId: string): Promise<void> {
  for (const table of ['work_orders', 'events', 'processed_messages'])
    await database.query(`DELETE FROM ${table} WHERE session_id = $1`, [sessionId]);
}

/** Of each table, whoever caused them: no session may ever be named, or forgotten. */
const MOST_ROWS = 20_000;
/** Those of the seed, which everybody sees. */
const SEED_WORK_ORDERS = 2;

/** Rows beyond the newest of each table go. */
export async function boundRows(database: Database, most: number = MOST_ROWS): Promise<void> {
  for (const table of ['work_orders', 'events'])
    await database.query(
      `DELETE FROM ${table} WHERE id <= (SELECT id FROM ${table} ORDER BY id DESC OFFSET $1 LIMIT 1) AND id > $2`,
      [most, table === 'work_orders' ? SEED_WORK_ORDERS : 0],
    );
  await database.query(
    'DELETE FROM processed_messages WHERE message_id IN (SELECT message_id FROM processed_messages ORDER BY ctid DESC OFFSET $1)',
    [most],
  );
}

export async function forgetSessionRows(database: Database, sessionId: string): Promise<void> {
  for (const table of ['work_orders', 'events', 'processed_messages', 'outbox'])
    await database.query(`DELETE FROM ${table} WHERE session_id = $1`, [sessionId]);
}
