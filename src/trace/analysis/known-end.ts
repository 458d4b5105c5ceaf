/**
 * Until when a span is known to have lasted: its end, or while it is open the latest time the table has seen. Never before
 * its start, so that lengths made of it are never negative.
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';

type Reader = Pick<TraceReader, 'columns' | 'bounds'>;

export function knownEndNs(table: Reader, span: SpanIndex): number {
  const startNs = table.columns.startNs[span] ?? 0;
  const endNs = table.columns.endNs[span] ?? Number.NaN;
  return Math.max(startNs, Number.isNaN(endNs) ? table.bounds().endNs : endNs);
}
