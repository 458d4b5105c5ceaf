/**
 * Reads files and arranges what was in them: table, tree, rows, traces. Runs where it is called: in the worker of
 * `reading-worker.ts` as a rule, in the page where no worker can be had.
 */

import { summariseTraces, type TraceSummary } from '../../trace/analysis/trace-summaries.ts';
import { FileTable } from '../../trace/formats/file-table.ts';
import type { ImportReport } from '../../trace/formats/import-report.ts';
import { buildTraceTree } from '../../trace/model/trace-tree.ts';
import { layoutRows } from '../layout/layout-rows.ts';
import { ALL_EXPANDED, type Rows } from '../layout/rows.ts';
import { type Reading, readFile } from './read-file.ts';

/** Anything with bytes in it, and what it is called in sentences. */
export interface Source {
  readonly name: string;
  readonly bytes: Blob;
}
export interface Progress {
  /** The file that is being read; empty once all are. */
  readonly file: string;
  readonly readBytes: number;
  readonly totalBytes: number;
}
export interface FilesRead {
  readonly table: FileTable;
  readonly rows: Rows;
  readonly reports: readonly ImportReport[];
  readonly traces: TraceList;
  readonly tookMs: Phases;
}
/** The first of them as a chooser shows them. */
export interface TraceList {
  readonly count: number;
  readonly first: readonly TraceSummary[];
}
export interface Phases {
  /** From bytes to columns. */
  readonly columns: number;
  readonly tree: number;
  readonly rows: number;
}

/** `Reading shop.json: 43 %.` */
export function progressSentence({ file, readBytes, totalBytes }: Progress): string {
  if (file === '') return 'All is read. Laying out the rows.';
  return `Reading ${file}: ${Math.floor((100 * readBytes) / Math.max(1, totalBytes))} %.`;
}

/** A longer list helps nobody; what is left out is counted. */
const MAX_TRACES = 500;

/** Several files are one view: each service may have written its own. */
export async function readFiles(
  sources: readonly Source[],
  progress: (progress: Progress) => void,
  { breathe, signal }: Omit<Reading, 'progress'>,
): Promise<FilesRead> {
  const table = new FileTable();
  const totalBytes = sources.reduce((sum, { bytes }) => sum + bytes.size, 0);
  const reports: ImportReport[] = [];
  let before = 0;
  const fromMs = performance.now();
  for (const { name, bytes } of sources) {
    const tell = (readBytes: number) => progress({ file: name, readBytes: before + readBytes, totalBytes });
    tell(0);
    reports.push(await readFile(bytes, name, table, { progress: tell, breathe, signal }));
    before += bytes.size;
    signal?.throwIfAborted();
  }
  progress({ file: '', readBytes: totalBytes, totalBytes });
  await breathe();
  const readMs = performance.now();
  const tree = buildTraceTree(table);
  const treeMs = performance.now();
  await breathe();
  const traces = summariseTraces(table, tree);
  await breathe();
  const laidMs = performance.now();
  const rows = layoutRows(table, ALL_EXPANDED, tree);
  const tookMs = { columns: readMs - fromMs, tree: treeMs - readMs, rows: performance.now() - laidMs };
  return {
    table,
    rows,
    reports,
    traces: { count: traces.length, first: traces.slice(0, MAX_TRACES) },
    tookMs,
  };
}
