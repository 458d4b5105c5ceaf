/**
 * Spans of one service with one name, as one line of figures: how often, how long in all, in the middle and at worst.
 * Durations are of ended spans and of open ones as far as they are known. O(n log n) by sorting each group's durations.
 */
import type { TraceTree } from '../model/trace-tree.ts';
import type { SpanIndex, StringId, TraceReader } from '../model/types.ts';
import { knownEndNs } from './known-end.ts';
import { quantileOf } from './quantiles.ts';
import { selfTimeNs } from './self-time.ts';

export interface SpanGroup {
  readonly service: StringId;
  readonly name: StringId;
  /** In the order in which they were given. */
  readonly spans: readonly SpanIndex[];
  readonly errors: number;
  readonly sumNs: number;
  readonly selfNs: number;
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly maxNs: number;
  /** The span that took longest. */
  readonly longest: SpanIndex;
}

const ERROR = 2;

export function groupSpans(
  table: TraceReader,
  tree: TraceTree,
  spans: Iterable<SpanIndex>,
): readonly SpanGroup[] {
  const { service, name } = table.columns;
  const groups = new Map<number, SpanIndex[]>();
  for (const span of spans) {
    // Two string ids in one number; exact while there are fewer than 2^26 strings.
    const key = (service[span] ?? 0) * 2 ** 26 + (name[span] ?? 0);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [span]);
    else group.push(span);
  }
  return [...groups.values()].map((members) => figuresOf(table, tree, members));
}

function figuresOf(table: TraceReader, tree: TraceTree, spans: readonly SpanIndex[]): SpanGroup {
  const { columns } = table;
  const first = spans[0] as SpanIndex;
  const durations = new Float64Array(spans.length);
  let errors = 0;
  let sumNs = 0;
  let selfNs = 0;
  let longest = first;
  let maxNs = -1;
  spans.forEach((span, at) => {
    const lengthNs = knownEndNs(table, span) - (columns.startNs[span] ?? 0);
    durations[at] = lengthNs;
    sumNs += lengthNs;
    selfNs += selfTimeNs(table, tree, span);
    if (columns.status[span] === ERROR) errors++;
    if (lengthNs > maxNs) {
      maxNs = lengthNs;
      longest = span;
    }
  });
  durations.sort();
  return {
    service: columns.service[first] ?? 0,
    name: columns.name[first] ?? 0,
    spans,
    errors,
    sumNs,
    selfNs,
    meanNs: sumNs / spans.length,
    p50Ns: quantileOf(durations, 0.5),
    p95Ns: quantileOf(durations, 0.95),
    maxNs,
    longest,
  };
}
