/** The database this process works on: PostgreSQL by its URL, else PGlite, from the build's snapshot if there is one. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Database } from '../../building/database.ts';
import { openPglite } from '../../building/pglite-database.ts';
import { prepareDatabase } from '../../building/seed.ts';
import { openPostgres } from './postgres-database.ts';

const inflate = promisify(gunzip);

export const SNAPSHOT_FILE = fileURLToPath(new URL('../../../build/building.snapshot.gz', import.meta.url));

export interface DatabaseOptions {
  readonly databaseUrl?: string | undefined;
  readonly say: (line: string) => void;
  readonly report: (error: unknown) => void;
}

export async function openDatabase({ databaseUrl, say, report }: DatabaseOptions): Promise<Database> {
  if (databaseUrl !== undefined && databaseUrl !== '') {
    const database = await openPostgres(databaseUrl, report);
    await prepareDatabase(database);
    return database;
  }
  const snapshot = await readSnapshot();
  if (snapshot === undefined)
    say('No database snapshot (npm run build makes one): PGlite starts from nothing, in some seconds.');
  const database = await openPglite(snapshot && { snapshot });
  // With the snapshot this finds everything in place; an old snapshot gets the tables it lacks.
  await prepareDatabase(database);
  return database;
}

async function readSnapshot(): Promise<Uint8Array | undefined> {
  try {
    return await inflate(await readFile(SNAPSHOT_FILE));
  } catch {
    return undefined;
  }
}
