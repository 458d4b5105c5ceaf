/**
 * Opens files: reads them in a worker, and in the page where there is none (a page of another origin may not start our
 * worker, a test has no workers) or where that takes no time. The page stays alive either way.
 */
import { FileTable } from '../../trace/formats/file-table.ts';
import type { ImportReport } from '../../trace/formats/import-report.ts';
import { laidOut } from '../layout/layout-rows.ts';
import type { Rows } from '../layout/rows.ts';
import { takePortion } from './hand-over.ts';
import { type Phases, type Progress, readFiles, type Source, type TraceList } from './read-files.ts';
import type { ReadingWorker } from './reading-messages.ts';
import { startReadingWorker } from './start-reading-worker.ts';

export interface OpenedFiles {
  readonly table: FileTable;
  readonly reports: readonly ImportReport[];
  readonly traces: TraceList;
  readonly tookMs: Phases & { readonly where: 'worker' | 'page' };
}
export interface OpenOptions {
  readonly progress?: (progress: Progress) => void;
  /** Cancels: the promise is rejected with its reason, and what was read is forgotten. */
  readonly signal?: AbortSignal;
  /** Undefined, or throwing, where no worker can be had. */
  readonly startWorker?: () => ReadingWorker | undefined;
  /** Once it has read, the worker lives on: whoever started it ends it. */
  readonly keepsWorker?: boolean;
}

/** Such a file is read before a worker has started. */
const SMALL_BYTES = 64_000;
/** In the page, reading gives way to everything else after this long: less than a frame. */
const BREATH_MS = 10;

export async function openFiles(
  sources: readonly Source[],
  { progress = () => {}, signal, startWorker = startReadingWorker, keepsWorker = false }: OpenOptions = {},
): Promise<OpenedFiles> {
  signal?.throwIfAborted();
  const bytes = sources.reduce((sum, source) => sum + source.bytes.size, 0);
  if (bytes > SMALL_BYTES) {
    const read = await openInWorker(sources, startWorker, keepsWorker, progress, signal);
    if (read !== undefined) return read;
  }
  const breathe = breathing();
  const { table, rows, reports, traces, tookMs } = await readFiles(sources, progress, {
    breathe,
    signal,
  });
  laidOut.set(table, rows);
  return { table, reports, traces, tookMs: { ...tookMs, where: 'page' } };
}

/** Files by their names; text by what it is called. */
export function sourcesOf(files: readonly File[]): readonly Source[] {
  return files.map((file) => ({ name: file.name, bytes: file }));
}
export function sourceOfText(text: string, name: string): Source {
  return { name, bytes: new Blob([text]) };
}

/** Undefined when it did not start. */
function openInWorker(
  sources: readonly Source[],
  startWorker: () => ReadingWorker | undefined,
  keepsWorker: boolean,
  progress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<OpenedFiles | undefined> {
  let worker: ReadingWorker | undefined;
  try {
    worker = startWorker();
  } catch {
    // Not allowed here: no workers at all, or not from where this script came from.
  }
  if (worker === undefined) return Promise.resolve(undefined);
  const started = worker;
  return new Promise((resolve, reject) => {
    let isAlive = false;
    let table = new FileTable();
    let rows: Rows | undefined;
    const end = (isKept = false) => {
      if (!isKept) started.terminate();
      signal?.removeEventListener('abort', cancel);
    };
    const cancel = () => {
      end();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', cancel);
    started.addEventListener('message', ({ data }) => {
      if (signal?.aborted) return;
      isAlive = true;
      if (data.type === 'progress') progress(data.progress);
      else if (data.type === 'table') {
        table = new FileTable(data.spans);
        ({ rows } = data);
      } else if (data.type === 'failed') {
        end();
        reject(new Error(stopped(data.why)));
      } else if (data.type === 'done') {
        end(keepsWorker);
        if (rows !== undefined) laidOut.set(table, rows);
        resolve({
          table,
          reports: data.reports,
          traces: data.traces,
          tookMs: { ...data.tookMs, where: 'worker' },
        });
      } else takePortion(table, data);
    });
    started.addEventListener('error', ({ message = '' }) => {
      end();
      if (isAlive) reject(new Error(stopped(message)));
      else resolve(undefined);
    });
    started.postMessage({ type: 'read', sources });
  });
}

function stopped(message: string): string {
  const why = message === '' ? 'the browser gave no reason, which as a rule means memory' : message;
  return `Reading stopped (${why}). The timeline is as it was. Split the file by trace or by time, and open the parts one by one.`;
}

/** Lets the page do what else there is, at most every {@link BREATH_MS}. */
function breathing(): () => Promise<void> | undefined {
  let lastMs = performance.now();
  return () => {
    if (performance.now() - lastMs < BREATH_MS) return undefined;
    return new Promise<void>((resolve) => {
      setTimeout(() => {
        lastMs = performance.now();
        resolve();
      });
    });
  };
}
