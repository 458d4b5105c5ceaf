/**
 * Spans that name a parent which is not in the table: instrumentation lost the context, the parent was dropped, or it has
 * not arrived yet.
 *
 *   building-api  GET /units            parent id: none                  a root
 *     building-api  SELECT units        parent id: GET /units            a child
 *   device-gateway  GET /devices        parent id: 00000000000000c1 ?    an orphan: drawn as a root, but marked
 *
 * A parent in another trace counts as absent: a span's parent is of its own trace.
 */
import { NO_SPAN, type SpanIndex, type TraceReader } from '../model/types.ts';

type Reader = Pick<TraceReader, 'spanCount' | 'columns'>;

export function isOrphan(table: Reader, span: SpanIndex): boolean {
  return table.columns.parentSpanId[span] !== 0 && table.columns.parent[span] === NO_SPAN;
}

/** In the order of arrival. */
export function findOrphans(table: Reader): readonly SpanIndex[] {
  const orphans: SpanIndex[] = [];
  for (let span = 0; span < table.spanCount; span++) {
    if (isOrphan(table, span as SpanIndex)) orphans.push(span as SpanIndex);
  }
  return orphans;
}
