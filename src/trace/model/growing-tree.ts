/**
 * The tree of a table that grows: what arrived is put in its place, the rest is copied. Equal to `buildTraceTree` of the same
 * table, whatever arrived in whichever order; `growing-rows.property.test.ts` holds it to that.
 *
 *   before     0 -+- 1 --- 2          order   0 1 2 3 4
 *                 +- 3 --- 4
 *   5 arrives  below 3: 0 and 3 are touched, the subtree of 1 is copied, 4 and 5 are placed
 *                                     order   0 |1 2| 3 4 5
 *
 * A span is touched when it came, changed its parent, start, name or service, or when one below it did. Found by comparing
 * columns with copies of what they were, so that nothing has to be told. Work is in the spans that are touched and their
 * children; for all others it is copying typed arrays. Where spans name each other in circles, or a quarter of the spans is
 * touched, the tree is built anew.
 */
import { buildTraceTree, childrenOf, compareStarts, sortRoots, type TraceTree } from './trace-tree.ts';
import { NO_SPAN, type SpanIndex, type TraceReader } from './types.ts';

export interface Growth {
  readonly tree: TraceTree;
  /** By span: not 0 when touched. Undefined when the tree was built anew. */
  readonly touched: Int32Array | undefined;
}
type Reader = Pick<TraceReader, 'version' | 'spanCount' | 'columns'>;
type Seen = Pick<TraceReader['columns'], 'parent' | 'startNs' | 'name' | 'service'>;

/** Of fewer spans all are laid out in no time. */
const MIN_SPANS = 64;

export class GrowingTree {
  #tree: TraceTree | undefined;
  #seen: Seen | undefined;

  grow(table: Reader): Growth {
    const before = this.#tree;
    const seen = this.#seen;
    const grown = before === undefined || seen === undefined ? undefined : grownTree(before, seen, table);
    const growth = grown ?? { tree: buildTraceTree(table), touched: undefined };
    const { parent, startNs, name, service } = table.columns;
    const { spanCount } = table;
    this.#tree = growth.tree;
    this.#seen = {
      parent: parent.slice(0, spanCount),
      startNs: startNs.slice(0, spanCount),
      name: name.slice(0, spanCount),
      service: service.slice(0, spanCount),
    };
    return growth;
  }
}

function grownTree(before: TraceTree, seen: Seen, table: Reader): Growth | undefined {
  const { spanCount, columns, version } = table;
  const known = before.spanCount;
  if (known < MIN_SPANS || spanCount < known || before.cycleCuts.size > 0) return undefined;
  const { moved, renamed } = changes(seen, columns, known, spanCount);
  if (moved.length + renamed.length > known / 4) return undefined;

  const parent = columns.parent.slice(0, spanCount);
  const touched = new Int32Array(spanCount);
  const left = moved.map((span) => (span < known ? at(before.parent, span) : NO_SPAN));
  if (!touch(touched, parent, [...moved, ...renamed, ...left])) return undefined;

  const { childStart, children } = grownChildren(before, parent, moved, left, columns.startNs);
  const rootsMoved = moved.some(
    (span, i) => at(parent, span) === NO_SPAN || (span < known && left[i] === NO_SPAN),
  );
  const roots = rootsMoved ? sortRoots(rootsOf(parent), columns) : before.roots;
  const tree = {
    version,
    spanCount,
    parent,
    childStart,
    children,
    roots,
    cycleCuts: before.cycleCuts,
    order: longer(before.order, spanCount),
    row: longer(before.row, spanCount),
    depth: longer(before.depth, spanCount),
    subtreeSize: longer(before.subtreeSize, spanCount),
  };
  place(tree, before, touched);
  return { tree, touched };
}

/** Spans that stand elsewhere now, and those that are only called otherwise. */
function changes(seen: Seen, columns: TraceReader['columns'], known: number, spanCount: number) {
  const moved: number[] = [];
  const renamed: number[] = [];
  const { parent, startNs, name, service } = columns;
  for (let span = 0; span < known; span++) {
    if (parent[span] !== seen.parent[span] || startNs[span] !== seen.startNs[span]) moved.push(span);
    else if (name[span] !== seen.name[span] || service[span] !== seen.service[span]) renamed.push(span);
  }
  for (let span = known; span < spanCount; span++) moved.push(span);
  return { moved, renamed };
}

/** Marks spans and all above them; false when a climb meets itself. Every span is climbed through once. */
function touch(touched: Int32Array, parent: Int32Array, spans: readonly number[]): boolean {
  for (let i = 0; i < spans.length; i++) {
    const climb = i + 1;
    let here = spans[i] ?? NO_SPAN;
    while (here !== NO_SPAN && touched[here] === 0) {
      touched[here] = climb;
      here = at(parent, here);
    }
    // The span a climb began with may have been touched before: then the loop was not entered, and it met nothing.
    if (here !== NO_SPAN && touched[here] === climb) return false;
  }
  return true;
}

/** Lists of children that nobody left or joined are copied by runs; the others are merged. */
function grownChildren(
  before: TraceTree,
  parent: Int32Array,
  moved: readonly number[],
  left: readonly number[],
  startNs: Float64Array,
) {
  const spanCount = parent.length;
  const joining = new Map<number, number[]>();
  const listOf = (span: number) => {
    const list = joining.get(span) ?? [];
    joining.set(span, list);
    return list;
  };
  for (const span of left) if (span !== NO_SPAN) listOf(span);
  for (const span of moved) if (at(parent, span) !== NO_SPAN) listOf(at(parent, span)).push(span);
  const isMoved = new Set(moved);

  const childStart = new Int32Array(spanCount + 1);
  const children = new Int32Array(spanCount);
  let end = 0;
  let next = 0;
  const copyUntil = (span: number) => {
    const last = Math.min(span, before.spanCount);
    if (next < last) {
      const first = at(before.childStart, next);
      const shift = end - first;
      for (let i = next; i < last; i++) childStart[i] = at(before.childStart, i) + shift;
      const run = before.children.subarray(first, at(before.childStart, last));
      children.set(run, end);
      end += run.length;
    }
    for (let i = Math.max(next, last); i < span; i++) childStart[i] = end;
    next = span;
  };
  for (const [span, joined] of [...joining].sort(([a], [b]) => a - b)) {
    copyUntil(span);
    childStart[span] = end;
    joined.sort((a, b) => compareStarts(startNs, a, b));
    let i = 0;
    const stayed = span < before.spanCount ? childrenOf(before, span as SpanIndex) : [];
    for (const child of stayed) {
      if (isMoved.has(child)) continue;
      for (; i < joined.length && compareStarts(startNs, joined[i] ?? 0, child) < 0; i++)
        children[end++] = joined[i] ?? 0;
      children[end++] = child;
    }
    for (; i < joined.length; i++) children[end++] = joined[i] ?? 0;
    next = span + 1;
  }
  copyUntil(spanCount);
  childStart[spanCount] = end;
  return { childStart, children: children.slice(0, end) };
}

/** Preorder: touched spans one by one, the subtrees of others as they were, moved and lifted as a whole. */
function place(tree: TraceTree, before: TraceTree, touched: Int32Array): void {
  const { order, row, depth, subtreeSize, parent, childStart, children, roots } = tree;
  const walked: number[] = [];
  const stack: number[] = [];
  for (let i = roots.length - 1; i >= 0; i--) stack.push(at(roots, i));
  let rowCount = 0;
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    const up = at(parent, span);
    const level = up === NO_SPAN ? 0 : at(depth, up) + 1;
    if (touched[span] === 0) {
      const first = at(before.row, span);
      const size = at(before.subtreeSize, span);
      const lift = level - at(before.depth, span);
      // Where nothing came before it, it stands where it stood: `order`, `row` and `depth` began as copies.
      for (let i = 0; i < size && (lift !== 0 || first !== rowCount); i++) {
        const below = at(before.order, first + i);
        order[rowCount + i] = below;
        row[below] = rowCount + i;
        depth[below] = at(before.depth, below) + lift;
      }
      rowCount += size;
      continue;
    }
    walked.push(span);
    depth[span] = level;
    row[span] = rowCount;
    order[rowCount++] = span;
    for (let i = at(childStart, span + 1) - 1; i >= at(childStart, span); i--) stack.push(at(children, i));
  }
  for (let i = walked.length - 1; i >= 0; i--) {
    const span = walked[i] ?? 0;
    let size = 1;
    for (let c = at(childStart, span); c < at(childStart, span + 1); c++)
      size += at(subtreeSize, at(children, c));
    subtreeSize[span] = size;
  }
}

function rootsOf(parent: Int32Array): Int32Array {
  const roots: number[] = [];
  for (let span = 0; span < parent.length; span++) if (parent[span] === NO_SPAN) roots.push(span);
  return Int32Array.from(roots);
}

function longer(array: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? NO_SPAN;
}
