/** What is laid into `public/worker/`: files under names that change with their contents, so that they may be kept for ever. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { WorkerFile } from '../demo-server/protocol.ts';

export const WORKER_DIR = path.resolve(import.meta.dirname, '../public/worker');
/** Names of the SQL engine's files, which `build-sql.ts` makes; all others are the demo server's. */
export const SQL_FILE = /^sql[-.]/;
/** Some static hosts refuse larger files. */
const MAX_BYTES = 25 * 1024 * 1024;

/** Takes away what an earlier build laid there: two builds share the folder, and each knows its own by name. */
export function clearWorkerFiles(isOurs: (name: string) => boolean): void {
  mkdirSync(WORKER_DIR, { recursive: true });
  for (const name of readdirSync(WORKER_DIR)) if (isOurs(name)) rmSync(path.join(WORKER_DIR, name));
}

/** Writes a file under a name that holds its digest; answers that name. */
export function put(name: string, extension: string, content: Uint8Array): string {
  if (content.length > MAX_BYTES)
    throw new Error(`${name} would have ${content.length} bytes; static hosts cap files at ${MAX_BYTES}.`);
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const file = `${name}-${digest}${extension}`;
  writeFileSync(path.join(WORKER_DIR, file), content);
  return file;
}

/** `.bin`, because hosts put a content encoding on `.gz`, and then the browser would inflate it first. */
export function putGzipped(name: string, content: Uint8Array): WorkerFile {
  const gzipped = content[0] === 0x1f && content[1] === 0x8b ? content : gzipSync(content, { level: 9 });
  return { url: put(name, '.bin', gzipped), bytes: gzipped.length };
}

export const kB = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
