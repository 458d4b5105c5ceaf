/**
 * Bundles the SQL worker and lays DuckDB beside it, gzipped: as it comes, its WebAssembly is larger than some hosts take.
 * The variant that knows exceptions, which every browser of the last years runs; `sql.json` names both files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { SqlManifest } from '../src/sql/engine/worker-messages.ts';
import { clearWorkerFiles, kB, put, putGzipped, SQL_FILE, WORKER_DIR } from './worker-files.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const DUCKDB_DIR = path.dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm'));

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'src/sql/engine/worker.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    alias: { 'duckdb-browser-blocking': path.join(DUCKDB_DIR, 'duckdb-browser-blocking.mjs') },
    define: { 'import.meta.url': 'self.location.href' },
    legalComments: 'none',
    logLevel: 'error',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild wrote no file for src/sql/engine/worker.ts.');
  return script.contents;
}

export async function buildSql(): Promise<SqlManifest> {
  const script = await bundle();
  clearWorkerFiles((name) => SQL_FILE.test(name));
  const manifest: SqlManifest = {
    script: put('sql-worker', '.js', script),
    engine: putGzipped('sql-engine', readFileSync(path.join(DUCKDB_DIR, 'duckdb-eh.wasm'))),
  };
  writeFileSync(path.join(WORKER_DIR, 'sql.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const scriptBytes = gzipSync(script).length;
  console.log(`SQL for the browser: script ${kB(scriptBytes)} gzipped, engine ${kB(manifest.engine.bytes)}`);
  return manifest;
}

if (import.meta.main) await buildSql();
