/** PGlite from what the page fetched for it. */
import type { Database } from '../../building/database.ts';
import { openPglite } from '../../building/pglite-database.ts';
import type { WorkerParts } from '../../protocol.ts';

/** A database that comes from a snapshot is never initialised, so the 300 kB that could do it stay at home. */
const NO_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

export function openDatabase({ engine, engineData, database }: WorkerParts): Promise<Database> {
  return openPglite({
    pgliteWasmModule: engine,
    initdbWasmModule: new WebAssembly.Module(NO_MODULE),
    fsBundle: new Blob([engineData]),
    // Tables and seed are in it: snapshot and script are of one build, their names say so.
    snapshot: new Uint8Array(database),
  });
}
