/** The database as it was seeded, whatever was done to it: dropped tables, an open transaction, changed settings. */
import type { Database } from './database.ts';
import { prepareDatabase } from './seed.ts';

/** Takes about as long as seeding does; only for a database that nobody else uses. */
export async function restoreDatabase(database: Database): Promise<void> {
  if (database.system !== 'pglite') throw new Error('Only a database of this process is ever restored.');
  await database.script('ROLLBACK');
  await database.script('RESET ALL; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public');
  await prepareDatabase(database);
}
