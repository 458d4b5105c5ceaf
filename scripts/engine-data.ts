/**
 * PGlite's data file without what a booted database never reads. Its files lie one behind the other at places that
 * PGlite's script knows, so none may move: what is not needed becomes zeros, and zeros cost nothing on the way.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What only `initdb`, clients in other encodings, replication and the builders of extensions ask for. */
const UNREAD = [
  /\/share\/postgresql\/[^/]+\.(bki|sql|sample|txt)$/,
  /\/lib\/postgresql\/(pgxs\/|libpqwalreceiver|pgoutput|\w*_and_\w+\.so$)/,
];

interface PackedFile {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export function engineDataThatIsRead(pgliteDir: string): Uint8Array {
  const data = new Uint8Array(readFileSync(path.join(pgliteDir, 'pglite.data')));
  const files = packedFiles(pgliteDir);
  if (files.reduce((sum, { start, end }) => sum + end - start, 0) !== data.length)
    throw new Error("PGlite's script does not describe its pglite.data as it did: look at engine-data.ts.");
  for (const { name, start, end } of files)
    if (UNREAD.some((pattern) => pattern.test(name))) data.fill(0, start, end);
  return data;
}

/** Read from the script, where the packager of the file left them. */
function packedFiles(pgliteDir: string): PackedFile[] {
  const script = readdirSync(pgliteDir)
    .filter((file) => /^chunk-.*\.js$/.test(file))
    .map((file) => readFileSync(path.join(pgliteDir, file), 'utf8'))
    .find((text) => text.includes('remote_package_size:'));
  return [...(script ?? '').matchAll(/\{filename:"([^"]+)",start:([\de.]+),end:([\de.]+)\}/g)].map(
    ([, name = '', start, end]) => ({ name, start: Number(start), end: Number(end) }),
  );
}
