/**
 * Makes the database snapshot that the demo server starts from, `build/building.snapshot.gz`: tables and seed in a fresh
 * PGlite, shut down properly and made small. What has been shut down needs no recovery when it is opened, and what is
 * small is unpacked soon: booting from it takes a quarter of a second instead of several.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import type { Database } from '../demo-server/building/database.ts';
import { type ImageEntry, packImage } from '../demo-server/building/directory-image.ts';
import { openPglite } from '../demo-server/building/pglite-database.ts';
import { prepareDatabase } from '../demo-server/building/seed.ts';
import { SNAPSHOT_FILE } from '../demo-server/runtime/node/open-database.ts';

/** Segments of the write-ahead log take 1 MB instead of 16, and one that is no longer needed goes. */
const SETTINGS = {
  initDbStartParams: ['--wal-segsize=1'],
  startParams: [...PGlite.defaultStartParams, '-c', 'wal_recycle=off'],
};

/** Nobody makes a database after the model of these; together they hold two thirds of all files. */
const WITHOUT_TEMPLATES = ['template1', 'template0'].flatMap((name) => [
  `UPDATE pg_database SET datistemplate = false WHERE datname = '${name}'`,
  `DROP DATABASE ${name}`,
]);

export async function buildSnapshot(file: string = SNAPSHOT_FILE): Promise<number> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'building-'));
  try {
    await session(dataDir, async (database) => {
      await prepareDatabase(database);
      for (const statement of [...WITHOUT_TEMPLATES, 'VACUUM FULL', 'VACUUM FREEZE ANALYZE'])
        await database.script(statement);
    });
    // Its first query writes the caches of the catalog, which a vacuum throws away.
    await session(dataDir, (database) => database.script('SELECT pg_switch_wal(); CHECKPOINT'));
    const bytes = gzipSync(packImage(entriesOf(dataDir)), { level: 9 });
    mkdirSync(path.dirname(file), { recursive: true });
    // Never leave half a snapshot behind: a server may start while this runs.
    writeFileSync(`${file}.part`, bytes);
    renameSync(`${file}.part`, file);
    return bytes.length;
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function session(dataDir: string, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openPglite({ dataDir, ...SETTINGS });
  await work(database);
  await database.close();
}

function entriesOf(folder: string): ImageEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, file).replaceAll(path.sep, '/');
      return entry.isDirectory()
        ? { path: `${name}/`, content: new Uint8Array() }
        : { path: name, content: readFileSync(file) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

if (import.meta.main) console.log(`Database snapshot: ${Math.round((await buildSnapshot()) / 1024)} kB`);
