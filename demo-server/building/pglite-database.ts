/**
 * PostgreSQL inside this process. Boots in a third of a second from a snapshot made by `scripts/build-snapshot.ts`,
 * in some seconds without one. PGlite has one connection and queues what comes during a transaction by itself.
 */
import { PGlite, type PGliteOptions, types } from '@electric-sql/pglite';
import type { Database, SqlExecutor } from './database.ts';

type Client = Pick<PGlite, 'query'>;

const asText = (value: string): string => value;
const options = {
  rowMode: 'array',
  parsers: {
    [types.TIMESTAMP]: asText,
    [types.TIMESTAMPTZ]: asText,
    [types.DATE]: asText,
    [types.INTERVAL]: asText,
  },
} as const;

export interface PgliteDatabase extends Database {
  /** The whole database as a compressed tar archive, to be given to `openPglite` later. */
  snapshot(): Promise<Blob>;
}

/** Where there is no file system, the caller brings the engine. */
export type PgliteEngine = Pick<PGliteOptions, 'pgliteWasmModule' | 'initdbWasmModule' | 'fsBundle'>;

export async function openPglite(snapshot?: Blob, engine: PgliteEngine = {}): Promise<PgliteDatabase> {
  const pglite = await PGlite.create(snapshot === undefined ? engine : { ...engine, loadDataDir: snapshot });
  const executor = (client: Client): SqlExecutor => ({
    async query(text, params = []) {
      const result = await client.query<unknown[]>(text, [...params], options);
      return { rows: result.rows, affectedRows: result.affectedRows ?? 0 };
    },
  });
  return {
    ...executor(pglite),
    system: 'pglite',
    namespace: 'postgres',
    transaction: (work) => pglite.transaction((tx) => work(executor(tx))),
    async script(text) {
      await pglite.exec(text);
    },
    listen: (channel, onNotify) => pglite.listen(channel, onNotify),
    snapshot: () => pglite.dumpDataDir('gzip'),
    close: () => pglite.close(),
  };
}
