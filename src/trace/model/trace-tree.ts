/**
 * The tree over a table's spans, as flat arrays: who is whose child, how deep, and in which order rows are drawn.
 *
 *   spans (index order)        order      depth   subtreeSize        children, all in one array, each parent holding a range:
 *   0 GET /units               0          0       4
 *   1   SELECT (parent 0)      2          1       2                  childStart  [0, 2, 2, 3, 3]
 *   2   gateway (parent 0)     3          2       1                  children    [2, 1, 3]
 *   3     server (parent 2)    1          1       1                               └0┘     └2
 *
 * Invariants
 * - Every span is in `order` exactly once, right behind its parent's earlier subtrees; the subtree of the span at row r is
 *   rows r to r + subtreeSize - 1.
 * - Siblings stand by start, then by index (arrival). Roots too, those of one trace together.
 * - `parent` is the table's, but for cycles: each is cut at the member that starts first (`cycleCuts`), which becomes a root.
 * - A span whose parent has not arrived is a root as long as that lasts; see `orphans.ts`.
 *
 * O(n) but for sorting siblings; nothing recurses, so depth costs nothing.
 */
import { NO_SPAN, type SpanIndex, type TraceReader } from './types.ts';

export interface TraceTree {
  /** The table's version it was built from. */
  readonly version: number;
  readonly spanCount: number;
  /** Spans in preorder. */
  readonly order: Int32Array;
  /** By span: its position in `order`. */
  readonly row: Int32Array;
  readonly depth: Int32Array;
  readonly subtreeSize: Int32Array;
  /** By span: its parent in this tree, or NO_SPAN. */
  readonly parent: Int32Array;
  /** By span, and one more: where its range in `children` begins. */
  readonly childStart: Int32Array;
  readonly children: Int32Array;
  readonly roots: Int32Array;
  readonly cycleCuts: ReadonlySet<SpanIndex>;
}

type Reader = Pick<TraceReader, 'version' | 'spanCount' | 'columns'>;

export function buildTraceTree(table: Reader): TraceTree {
  const { spanCount, version } = table;
  const parent = table.columns.parent.slice(0, spanCount);
  const cycleCuts = cutCycles(parent, table.columns.startNs);
  const { childStart, children, roots } = indexChildren(parent, table.columns);
  const order = new Int32Array(spanCount);
  const depth = new Int32Array(spanCount);
  const row = new Int32Array(spanCount);
  const subtreeSize = new Int32Array(spanCount).fill(1);

  const stack = new Int32Array(spanCount);
  let height = 0;
  let rowCount = 0;
  for (let i = roots.length - 1; i >= 0; i--) stack[height++] = at(roots, i);
  while (height > 0) {
    const span = at(stack, --height);
    const up = at(parent, span);
    depth[span] = up === NO_SPAN ? 0 : at(depth, up) + 1;
    row[span] = rowCount;
    order[rowCount++] = span;
    for (let i = at(childStart, span + 1) - 1; i >= at(childStart, span); i--)
      stack[height++] = at(children, i);
  }
  for (let r = spanCount - 1; r >= 0; r--) {
    const span = at(order, r);
    const up = at(parent, span);
    if (up !== NO_SPAN) subtreeSize[up] = at(subtreeSize, up) + at(subtreeSize, span);
  }
  return {
    version,
    spanCount,
    order,
    row,
    depth,
    subtreeSize,
    parent,
    childStart,
    children,
    roots,
    cycleCuts,
  };
}

/** A view (not a copy) of a span's children in order. */
export function childrenOf(tree: TraceTree, span: SpanIndex): Int32Array {
  return tree.children.subarray(at(tree.childStart, span), at(tree.childStart, span + 1));
}

/** Whether `span` is `ancestor` or lies below it. O(1). */
export function isInSubtree(tree: TraceTree, span: SpanIndex, ancestor: SpanIndex): boolean {
  const first = at(tree.row, ancestor);
  const row = at(tree.row, span);
  return row >= first && row < first + at(tree.subtreeSize, ancestor);
}

/**
 * Climbs from each span until it meets a known one; meeting its own climb is a cycle. Every span is climbed through once.
 */
function cutCycles(parent: Int32Array, startNs: Float64Array): ReadonlySet<SpanIndex> {
  const cuts = new Set<SpanIndex>();
  const climbOf = new Int32Array(parent.length);
  for (let span = 0; span < parent.length; span++) {
    const climb = span + 1;
    let here = span;
    while (here !== NO_SPAN && climbOf[here] === 0) {
      climbOf[here] = climb;
      here = at(parent, here);
    }
    if (here === NO_SPAN || climbOf[here] !== climb) continue;
    const cut = earliestOfCycle(here, parent, startNs);
    parent[cut] = NO_SPAN;
    cuts.add(cut as SpanIndex);
  }
  return cuts;
}

function earliestOfCycle(member: number, parent: Int32Array, startNs: Float64Array): number {
  let earliest = member;
  for (let here = at(parent, member); here !== member; here = at(parent, here)) {
    if (compareStarts(startNs, here, earliest) < 0) earliest = here;
  }
  return earliest;
}

function indexChildren(parent: Int32Array, columns: TraceReader['columns']) {
  const { startNs } = columns;
  const spanCount = parent.length;
  const childStart = new Int32Array(spanCount + 1);
  let rootCount = 0;
  for (let span = 0; span < spanCount; span++) {
    const up = at(parent, span);
    if (up === NO_SPAN) rootCount++;
    else childStart[up + 1] = at(childStart, up + 1) + 1;
  }
  for (let span = 0; span < spanCount; span++) {
    childStart[span + 1] = at(childStart, span + 1) + at(childStart, span);
  }
  const children = new Int32Array(spanCount - rootCount);
  const roots = new Int32Array(rootCount);
  const fill = childStart.slice(0, spanCount);
  let rootsFilled = 0;
  for (let span = 0; span < spanCount; span++) {
    const up = at(parent, span);
    if (up === NO_SPAN) {
      roots[rootsFilled++] = span;
    } else {
      const place = at(fill, up);
      children[place] = span;
      fill[up] = place + 1;
    }
  }
  for (let span = 0; span < spanCount; span++) {
    sortByStart(children, at(childStart, span), at(childStart, span + 1), startNs);
  }
  return { childStart, children, roots: sortRoots(roots, columns) };
}

/** In place; `roots` come in the order of their indexes. */
export function sortRoots(roots: Int32Array, columns: TraceReader['columns']): Int32Array {
  sortByStart(roots, 0, roots.length, columns.startNs);
  keepTracesTogether(roots, columns.traceId);
  return roots;
}

/** Most siblings arrive in order or nearly so: those are left alone, short ones are inserted, long ones sorted. */
function sortByStart(spans: Int32Array, from: number, to: number, startNs: Float64Array): void {
  let isSorted = true;
  for (let i = from + 1; i < to && isSorted; i++) {
    isSorted = compareStarts(startNs, at(spans, i - 1), at(spans, i)) <= 0;
  }
  if (isSorted) return;
  if (to - from > 24) {
    spans.subarray(from, to).sort((a, b) => compareStarts(startNs, a, b));
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const span = at(spans, i);
    let j = i - 1;
    while (j >= from && compareStarts(startNs, at(spans, j), span) > 0) {
      spans[j + 1] = at(spans, j);
      j--;
    }
    spans[j + 1] = span;
  }
}

/** Traces in the order of their first root, each trace's roots side by side. */
function keepTracesTogether(roots: Int32Array, traceId: Uint32Array): void {
  const byTrace = new Map<number, number[]>();
  for (const root of roots) {
    const trace = traceId[root] ?? 0;
    const group = byTrace.get(trace);
    if (group) group.push(root);
    else byTrace.set(trace, [root]);
  }
  let filled = 0;
  for (const group of byTrace.values()) {
    roots.set(group, filled);
    filled += group.length;
  }
}

export function compareStarts(startNs: Float64Array, a: number, b: number): number {
  return (startNs[a] ?? 0) - (startNs[b] ?? 0) || a - b;
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? NO_SPAN;
}
