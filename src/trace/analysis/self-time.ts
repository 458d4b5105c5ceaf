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

/** By span, in nanoseconds. */
export function selfTimes(table: Reader, tree: TraceTree): Float64Array {
  const times = new Float64Array(tree.spanCount);
  for (let span = 0; span < tree.spanCount; span++) times[span] = selfTimeNs(table, tree, span as SpanIndex);
  return times;
}

export function selfTimeNs(table: Reader, tree: TraceTree, span: SpanIndex): number {
  const endNs = knownEndNs(table, span);
  let coveredUntilNs = table.columns.startNs[span] ?? 0;
  let ownNs = 0;
  for (const child of childrenOf(tree, span)) {
    const childStartNs = Math.min(table.columns.startNs[child] ?? 0, endNs);
    if (childStartNs > coveredUntilNs) ownNs += childStartNs - coveredUntilNs;
    coveredUntilNs = Math.max(coveredUntilNs, Math.min(knownEndNs(table, child as SpanIndex), endNs));
  }
  return ownNs + (endNs - coveredUntilNs);
}
