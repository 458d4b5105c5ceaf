/** The worker that reads files: a thread of its own, so that the page goes on while a million spans are taken apart. */
import { buffersOf, portions } from './hand-over.ts';
import { readFiles } from './read-files.ts';
import type { FromWorker, ToWorker } from './reading-messages.ts';

interface Scope {
  postMessage(message: FromWorker, transfer?: readonly ArrayBufferLike[]): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}
const scope = globalThis as unknown as Scope;
/** Enough for a bar that moves. */
const PROGRESS_EVERY_MS = 100;

scope.onmessage = ({ data: sources }) => {
  read(sources).catch((error: unknown) => {
    scope.postMessage({ type: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
};

async function read(sources: ToWorker): Promise<void> {
  let toldMs = Number.NEGATIVE_INFINITY;
  const tell = (progress: (FromWorker & { readonly type: 'progress' })['progress']) => {
    const nowMs = performance.now();
    if (progress.file !== '' && nowMs - toldMs < PROGRESS_EVERY_MS) return;
    toldMs = nowMs;
    scope.postMessage({ type: 'progress', progress });
  };
  const { table, rows, reports, traces, tookMs } = await readFiles(sources, tell, {
    breathe: () => undefined,
  });
  const spans = table.packed;
  scope.postMessage({ type: 'table', spans, rows }, buffersOf({ spans, rows }));
  for (const message of portions(table)) scope.postMessage(message);
  scope.postMessage({ type: 'done', reports, traces, tookMs });
}
