/**
 * The time a span spent on its own: its length less the time in which at least one child was running.
 *
 *   parent     |======================|          length 22
 *     child a     |=====|                        3 to 9
 *     child b        |=====|                     6 to 12, overlaps a
 *     child c                  |===========|     outlasts the parent; counts up to its end
 *   own        |==|        |===|
 *
 * One sweep over each span's children, which stand by start: O(n) for all spans.
 */
import type { TraceTree } from '../model/trace-tree.ts';
import { childrenOf } from '../model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';

type Reader = Pick<TraceReader, 'columns' | 'bounds'>;

/** Until when a span lasted, as the asker sees it: a trace may be looked at as of a time. */
type EndOf = (span: SpanIndex) => number;

/** By span, in nanoseconds. */
export function selfTimes(table: Reader, tree: TraceTree, endOf?: EndOf): Float64Array {
  const times = new Float64Array(tree.spanCount);
  for (let span = 0; span < tree.spanCount; span++)
    times[span] = selfTimeNs(table, tree, span as SpanIndex, endOf);
  return times;
}

export function selfTimeNs(
  table: Reader,
  tree: TraceTree,
  span: SpanIndex,
  endOf: EndOf = (of) => knownEndNs(table, of),
): number {
  const { startNs } = table.columns;
  // A span may end before it starts; it has no time of its own then, and never less than none.
  const endNs = Math.max(startNs[span] ?? 0, endOf(span));
  let coveredUntilNs = startNs[span] ?? 0;
  let ownNs = 0;
  for (const child of childrenOf(tree, span)) {
    const childStartNs = Math.min(startNs[child] ?? 0, endNs);
    if (childStartNs > coveredUntilNs) ownNs += childStartNs - coveredUntilNs;
    coveredUntilNs = Math.max(coveredUntilNs, Math.min(endOf(child as SpanIndex), endNs));
  }
  return ownNs + (endNs - coveredUntilNs);
}
