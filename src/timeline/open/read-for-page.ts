/** What a worker does that was asked to read files: reads, tells how far it is, hands over. */
import type { FileTable } from '../../trace/formats/file-table.ts';
import type { PackedSpans } from '../../trace/model/span-table.ts';
import { buffersOf, portions } from './hand-over.ts';
import { readFiles, type Source } from './read-files.ts';
import type { FromWorker } from './reading-messages.ts';

export type PostToPage = (message: FromWorker, transfer?: readonly ArrayBufferLike[]) => void;

/** Enough for a bar that moves. */
const PROGRESS_EVERY_MS = 100;

/**
 * Never rejects: what goes wrong is told. `spansOf` gives what changes hands: the table's own columns, and then there is no
 * table here any more, or a copy.
 */
export async function readForPage(
  sources: readonly Source[],
  post: PostToPage,
  spansOf: (table: FileTable) => PackedSpans,
): Promise<void> {
  let toldMs = Number.NEGATIVE_INFINITY;
  const tell = (progress: (FromWorker & { readonly type: 'progress' })['progress']) => {
    const nowMs = performance.now();
    if (progress.file !== '' && nowMs - toldMs < PROGRESS_EVERY_MS) return;
    toldMs = nowMs;
    post({ type: 'progress', progress });
  };
  try {
    const { table, rows, reports, traces, tookMs } = await readFiles(sources, tell, {
      breathe: () => undefined,
    });
    const spans = spansOf(table);
    post({ type: 'table', spans, rows }, buffersOf({ spans, rows }));
    for (const message of portions(table)) post(message);
    post({ type: 'done', reports, traces, tookMs });
  } catch (error) {
    post({ type: 'failed', why: error instanceof Error ? error.message : String(error) });
  }
}
