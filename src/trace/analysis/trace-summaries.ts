/**
 * The traces of a table, one line each: what a chooser shows when a file holds several. A trace lasts until its last known end:
 * a span that never ended says nothing of it. O(n).
 */
import type { TraceTree } from '../model/trace-tree.ts';
import type { SpanIndex, StringId, TraceReader } from '../model/types.ts';
import { isOrphan } from './orphans.ts';

export interface TraceSummary {
  readonly traceId: string;
  /** The span that starts first among those without a parent; where all name one that is not here, among those. */
  readonly root: SpanIndex;
  readonly service: string;
  readonly name: string;
  readonly startNs: number;
  readonly durationNs: number;
  readonly spanCount: number;
  readonly serviceCount: number;
  readonly errorCount: number;
}

const ERROR = 2;

/** In the order in which they start. */
export function summariseTraces(table: TraceReader, tree: TraceTree): readonly TraceSummary[] {
  const { columns, strings } = table;
  const text = (id: StringId | undefined) => strings.get(id ?? 0);
  const found = new Map<number, Gathered>();
  for (const index of tree.order) {
    const span = index as SpanIndex;
    const trace = columns.traceId[span] ?? 0;
    const startNs = columns.startNs[span] ?? 0;
    let gathered = found.get(trace);
    if (gathered === undefined) {
      gathered = { root: span, startNs, endNs: startNs, spanCount: 0, errorCount: 0, services: new Set() };
      found.set(trace, gathered);
    }
    gathered.startNs = Math.min(gathered.startNs, startNs);
    const endNs = columns.endNs[span] ?? Number.NaN;
    if (endNs > gathered.endNs) gathered.endNs = endNs;
    // A lost parent, or a clock that is behind, puts an orphan before the root.
    if (tree.depth[span] === 0 && isOrphan(table, gathered.root) && !isOrphan(table, span))
      gathered.root = span;
    gathered.spanCount++;
    if (columns.status[span] === ERROR) gathered.errorCount++;
    gathered.services.add(columns.service[span] ?? 0);
  }
  return [...found]
    .map(([trace, { root, startNs, endNs, spanCount, errorCount, services }]) => ({
      traceId: text(trace),
      root,
      service: text(columns.service[root]),
      name: text(columns.name[root]),
      startNs,
      durationNs: endNs - startNs,
      spanCount,
      serviceCount: services.size,
      errorCount,
    }))
    .sort((a, b) => a.startNs - b.startNs);
}

interface Gathered {
  root: SpanIndex;
  startNs: number;
  endNs: number;
  spanCount: number;
  errorCount: number;
  readonly services: Set<number>;
}
