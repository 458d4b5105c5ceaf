/** What a page and its SQL worker say to each other. The first message is `open`; one question at a time. */
import type { TableAnswer } from '../../trace/checks/types.ts';
import type { ColumnTable } from '../tables/column-table.ts';

export type ToSqlWorker =
  | { readonly type: 'open'; readonly engine: WebAssembly.Module }
  /** Tables that are left out stay as they are. */
  | { readonly type: 'ask'; readonly statement: string; readonly tables?: readonly ColumnTable[] };

export type FromSqlWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly answer: TableAnswer }
  | { readonly type: 'failed'; readonly reason: string };

/** `worker/sql.json` of a built site: the names beside it change with their contents. */
export interface SqlManifest {
  readonly script: string;
  /** Gzipped, and how long it is then. */
  readonly engine: { readonly url: string; readonly bytes: number };
}
