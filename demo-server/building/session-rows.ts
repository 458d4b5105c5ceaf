/** Rows that a session left behind go when the session is forgotten, so that strangers' clicks never pile up. */
import type { Database } from './database.ts';

/** What a session that goes on no longer needs: messages that wait are left where they are. */
export async function tidySessionRows(database: Database, sessionId: string): Promise<void> {
  for (const table of ['work_orders', 'events', 'processed_messages'])
    await database.query(`DELETE FROM ${table} WHERE session_id = $1`, [sessionId]);
}

export async function forgetSessionRows(database: Database, sessionId: string): Promise<void> {
  for (const table of ['work_orders', 'events', 'processed_messages', 'outbox'])
    await database.query(`DELETE FROM ${table} WHERE session_id = $1`, [sessionId]);
}
