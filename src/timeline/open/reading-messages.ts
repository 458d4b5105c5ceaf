/**
 * What the page and the worker that reads files say to each other.
 *
 *   page                                     worker
 *     read: sources ------------------------->  reads
 *            <------------------- progress ...
 *            <--- table: columns, tree, rows    changed hands, not copied
 *            <-------------------- portion ...  what is objects, a little at a time: each message is a task of the page
 *            <----------------------- done
 */
import type { ResourceMetrics } from '../../trace/formats/file-table.ts';
import type { ImportReport } from '../../trace/formats/import-report.ts';
import type { LogSource } from '../../trace/model/log-table.ts';
import type { Instrument } from '../../trace/model/metric-table.ts';
import type { PackedSpans } from '../../trace/model/span-table.ts';
import type { LogRecord } from '../../trace/model/types.ts';
import type { Rows } from '../layout/rows.ts';
import type { Phases, Progress, Source, TraceList } from './read-files.ts';

export interface ToWorker {
  readonly type: 'read';
  readonly sources: readonly Source[];
}

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'table'; readonly spans: PackedSpans; readonly rows: Rows }
  | { readonly type: 'logs'; readonly records: readonly LogRecord[]; readonly sources: readonly LogSource[] }
  | { readonly type: 'instruments'; readonly instruments: readonly (readonly [string, Instrument])[] }
  | { readonly type: 'metric-reports'; readonly reports: readonly ResourceMetrics[] }
  | {
      readonly type: 'done';
      readonly reports: readonly ImportReport[];
      readonly traces: TraceList;
      readonly tookMs: Phases;
    };

/** As much of a worker as is needed. */
export interface ReadingWorker {
  postMessage(message: ToWorker): void;
  addEventListener(type: 'message', listener: (event: { readonly data: FromWorker }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}
