/**
 * Gaps in the instrumentation: a long stretch of a span in which none of its children ran, although it has some. Something
 * happened there that no span tells about.
 *
 *   GET /units          |====|###########|==|====|      length 25
 *     SELECT units           .           .  |==|
 *     parse             |====|           .              ### 11 of 25: a gap
 *                                                       the two before and the four after: too short
 *
 * A gap is at least a quarter of the span and at least a millisecond long. A span without children has none: it may do the
 * work itself. Nor have CLIENT and PRODUCER spans: what no child covers there is the network. Open spans are not judged.
 *
 * One sweep over each span's children, which stand by start: O(n) for all spans.
 */
import { childrenOf, type TraceTree } from '../model/trace-tree.ts';
import { SPAN_KINDS, type SpanIndex, type TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';

export interface InstrumentationGap {
  readonly span: SpanIndex;
  readonly startNs: number;
  readonly endNs: number;
}

const LEAST_SHARE = 0.25;
const LEAST_NS = 1e6;
const CLIENT = SPAN_KINDS.indexOf('client');
const PRODUCER = SPAN_KINDS.indexOf('producer');

/** By span index, and by time within a span. */
export function findGaps(table: TraceReader, tree: TraceTree): readonly InstrumentationGap[] {
  const gaps: InstrumentationGap[] = [];
  for (let span = 0; span < tree.spanCount; span++) gaps.push(...gapsOf(table, tree, span as SpanIndex));
  return gaps;
}

/** At most three, since each is a quarter; four when nothing else is there. */
export function gapsOf(table: TraceReader, tree: TraceTree, span: SpanIndex): readonly InstrumentationGap[] {
  const children = childrenOf(tree, span);
  const { startNs: starts, endNs: ends, kind } = table.columns;
  const startNs = starts[span] ?? 0;
  const endNs = ends[span] ?? Number.NaN;
  if (children.length === 0 || Number.isNaN(endNs) || kind[span] === CLIENT || kind[span] === PRODUCER) {
    return [];
  }
  const leastNs = Math.max(LEAST_NS, (endNs - startNs) * LEAST_SHARE);
  const gaps: InstrumentationGap[] = [];
  let coveredUntilNs = startNs;
  const judge = (untilNs: number) => {
    if (untilNs - coveredUntilNs >= leastNs) gaps.push({ span, startNs: coveredUntilNs, endNs: untilNs });
  };
  for (const child of children) {
    judge(Math.min(starts[child] ?? 0, endNs));
    coveredUntilNs = Math.max(coveredUntilNs, knownEndNs(table, child as SpanIndex));
  }
  judge(endNs);
  return gaps;
}
