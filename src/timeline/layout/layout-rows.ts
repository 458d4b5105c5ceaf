/** All rows of a table, and what must be opened for a span to have one. Linear in the number of spans. */
import { buildTraceTree, type TraceTree } from '../../trace/model/trace-tree.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { likeSiblings } from './like-siblings.ts';
import { RowBuilder, type RowSource, type RowSpans } from './row-builder.ts';
import { ALL_EXPANDED, type Choice, type Expansion, foldKey, type Rows, UNKNOWN } from './rows.ts';

/** Rows that were laid out elsewhere with everything open: they came with their table from the thread that read it. */
export const laidOut = new WeakMap<TraceReader, Rows>();

/** The tree can be handed in where it is known: opening a row does not change it. `untilNs`: the trace as of then. */
export function layoutRows(table: TraceReader, expansion: Choice, tree?: TraceTree, untilNs?: number): Rows {
  const laid = laidOut.get(table);
  return laid?.tree.version === table.version && expansion === ALL_EXPANDED && untilNs === undefined
    ? laid
    : layoutTreeRows(table, expansion, tree ?? buildTraceTree(table), untilNs);
}

/** Rows of a tree that need not be of one table. */
export function layoutTreeRows(
  table: RowSpans,
  expansion: Choice,
  tree: TraceTree,
  untilNs = Number.POSITIVE_INFINITY,
): Rows {
  const rowOfSpan = new Int32Array(table.spanCount).fill(-1);
  const members = new Int32Array(table.spanCount);
  return layoutInto({ table, expansion, tree, untilNs }, { rowOfSpan, members, memberEnd: 0 });
}

/** Members of folds are written behind the first `memberEnd`. */
export function layoutInto(source: RowSource, into: Pick<Rows, 'rowOfSpan' | 'members' | 'memberEnd'>): Rows {
  const { table, tree, untilNs } = source;
  const builder = new RowBuilder(source, table.spanCount, into);
  const roots = rootsByArrival(table, tree.roots);
  const { startNs } = table.columns;
  const begun =
    untilNs === Number.POSITIVE_INFINITY ? roots : roots.filter((root) => (startNs[root] ?? 0) <= untilNs);
  builder.pushItems(begun, -1, 0);
  builder.build();
  return {
    ...builder.columns,
    count: builder.count,
    members: builder.members,
    memberEnd: builder.memberEnd,
    rowOfSpan: into.rowOfSpan,
    shownBy: new Int32Array(table.spanCount).fill(UNKNOWN),
    tree,
  };
}

/** The trace that arrived first stands first, whenever it began: a trace that joins later does not push others down. */
function rootsByArrival(table: RowSpans, roots: Int32Array): readonly number[] {
  const rootsOfTrace = new Map<number, number[]>();
  const { traceId } = table.columns;
  let last = -1;
  for (let span = 0; span < table.spanCount; span++) {
    const trace = traceId[span] ?? 0;
    if (trace !== last && !rootsOfTrace.has(trace)) rootsOfTrace.set(trace, []);
    last = trace;
  }
  for (const root of roots) rootsOfTrace.get(traceId[root] ?? 0)?.push(root);
  return [...rootsOfTrace.values()].flat();
}

/**
 * What must be opened for a span to have a row of its own: its ancestors, and the folds it and they are in. The same object
 * when nothing is in the way. Linear in the ancestors and their children.
 */
export function revealing(
  table: TraceReader,
  tree: TraceTree,
  expansion: Expansion,
  span: number,
): Expansion {
  const collapsed = new Set(expansion.collapsed);
  const openFolds = new Set(expansion.openFolds);
  let changed = false;
  for (let at = span; at >= 0; at = tree.parent[at] ?? -1) {
    const up = tree.parent[at] ?? -1;
    if (up < 0) break;
    if (collapsed.delete(up)) changed = true;
    const siblings = tree.children.subarray(tree.childStart[up] ?? 0, tree.childStart[up + 1] ?? 0);
    const like = likeSiblings(siblings, table.columns);
    const group = like?.groupOf[siblings.indexOf(at)] ?? -1;
    if (group < 0) continue;
    const key = foldKey(siblings.filter((_, place) => like?.groupOf[place] === group));
    if (openFolds.has(key)) continue;
    openFolds.add(key);
    changed = true;
  }
  return changed ? { collapsed, openFolds } : expansion;
}
