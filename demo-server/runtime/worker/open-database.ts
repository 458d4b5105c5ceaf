/** PGlite from fetched files. All three come at once; the engine is compiled while it arrives. */
import type { Database } from '../../building/database.ts';
import { openPglite } from '../../building/pglite-database.ts';
import type { WorkerFiles } from '../../protocol.ts';
import { fetchFiles } from './fetch-files.ts';
import type { BootProgress } from './serve-page.ts';

/** A database that comes from a snapshot is never initialised, so the 300 kB that could do it stay at home. */
const NO_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

export async function openDatabase(files: WorkerFiles, progress: BootProgress): Promise<Database> {
  const { engine, engineData, database } = fetchFiles(files, progress.fetching);
  const [pgliteWasmModule, fsBundle, snapshot] = await Promise.all([
    engine.then((response) => WebAssembly.compileStreaming(response)),
    engineData.then((response) => response.blob()),
    database.then((response) => response.arrayBuffer()),
  ]);
  progress.starting();
  const initdbWasmModule = new WebAssembly.Module(NO_MODULE);
  // Tables and seed are in it: file and script are of one build, their names say so.
  return openPglite({ snapshot: new Uint8Array(snapshot), pgliteWasmModule, initdbWasmModule, fsBundle });
}
