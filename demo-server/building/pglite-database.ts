/**
 * PostgreSQL inside this process. Boots in a quarter of a second from a snapshot made by `scripts/build-snapshot.ts`,
 * in some seconds without one. PGlite has one connection and queues what comes during a transaction by itself.
 */
import { MemoryFS, PGlite, type PGliteOptions, types } from '@electric-sql/pglite';
import type { Database, SqlExecutor } from './database.ts';
import { unpackImage } from './directory-image.ts';

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

/** Where PGlite looks for its data. */
const DATA_FOLDER = '/pglite/data';

export interface PgliteSettings
  // Where there is no file system, the caller brings the engine.
  extends Pick<
    PGliteOptions,
    'pgliteWasmModule' | 'initdbWasmModule' | 'fsBundle' | 'dataDir' | 'initDbStartParams' | 'startParams'
  > {
  /** The image of a data folder; it is this database's from now on. */
  readonly snapshot?: Uint8Array;
}

/** Lays the files of a snapshot out without copying one: PostgreSQL then finds a database that was shut down. */
class SnapshotFs extends MemoryFS {
  readonly #snapshot: Uint8Array;
  constructor(snapshot: Uint8Array) {
    super();
    this.#snapshot = snapshot;
  }
  override async initialSyncFs(): Promise<void> {
    const files = this.pg?.Module.FS;
    if (files === undefined) throw new Error('PGlite has no file system yet.');
    files.mkdirTree(DATA_FOLDER);
    for (const { path, content } of unpackImage(this.#snapshot)) {
      if (path.endsWith('/')) files.mkdir(`${DATA_FOLDER}/${path.slice(0, -1)}`);
      else files.writeFile(`${DATA_FOLDER}/${path}`, content, { canOwn: true });
    }
  }
}

export async function openPglite({ snapshot, ...settings }: PgliteSettings = {}): Promise<Database> {
  const pglite = await PGlite.create({ ...settings, ...(snapshot && { fs: new SnapshotFs(snapshot) }) });
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
    close: () => pglite.close(),
  };
}
