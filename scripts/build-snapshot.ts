/**
 * Makes the database snapshot that the demo server starts from: tables and seed in a fresh PGlite, dumped to
 * `build/building.snapshot.tar.gz`. Booting from it takes a third of a second instead of several.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openPglite } from '../demo-server/building/pglite-database.ts';
import { prepareDatabase } from '../demo-server/building/seed.ts';
import { SNAPSHOT_FILE } from '../demo-server/runtime/node/open-database.ts';

export async function buildSnapshot(file: string = SNAPSHOT_FILE): Promise<number> {
  const database = await openPglite();
  await prepareDatabase(database);
  const bytes = new Uint8Array(await (await database.snapshot()).arrayBuffer());
  await database.close();
  await mkdir(dirname(file), { recursive: true });
  // Never leave half a snapshot behind: a server may start while this runs.
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
  return bytes.length;
}

if (import.meta.main) console.log(`Database snapshot: ${Math.round((await buildSnapshot()) / 1024)} kB`);
