/**
 * The tree as rows, top to bottom, in columns. Linear in the number of spans; an explicit stack, no recursion.
 *
 *   row  span  depth              what
 *   0    0     0     v GET /units         expanded
 *   1    1     1       SELECT units
 *   2    2     1     > SELECT devices x12  a fold: its members are one row until it is opened
 *   3    14    1     > GET /hub            collapsed: its descendants have no row
 *
 * A fold stands where its first member stood. Its identity is the member that arrived first (a span's index never
 * changes), so an opened fold stays open while members arrive.
 */
import { buildTraceTree, type TraceTree } from '../../trace/model/trace-tree.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { likeSiblings } from './like-siblings.ts';

declare const rowIndex: unique symbol;
export type RowIndex = number & { readonly [rowIndex]: true };

/** What the reader has closed and opened. Spans are expanded and folds are closed unless named here. */
export interface Expansion {
  readonly collapsed: ReadonlySet<number>;
  readonly openFolds: ReadonlySet<number>;
}
type Choice = { readonly [set in keyof Expansion]: Pick<ReadonlySet<number>, 'has'> };

export const EXPANDABLE = 1;
export const EXPANDED = 2;
export const FOLD = 4;

export interface Rows {
  readonly count: number;
  /** The row's span; of a fold, the member that starts first. */
  readonly span: Int32Array;
  readonly depth: Int32Array;
  readonly flags: Uint8Array;
  /** The row of the parent (or of the fold), or -1. */
  readonly parentRow: Int32Array;
  /** One-based place among its siblings, and how many there are, as a tree tells them. */
  readonly position: Int32Array;
  readonly siblings: Int32Array;
  /** Members of the row's fold: `members[memberStart[row] .. memberStart[row] + memberCount[row])`, by start. */
  readonly memberStart: Int32Array;
  readonly memberCount: Int32Array;
  readonly members: Int32Array;
  /** By span: its row, or of a fold's member the fold's row, or -1 below something collapsed. */
  readonly rowOfSpan: Int32Array;
  readonly tree: TraceTree;
}

/** The tree can be handed in where it is known: opening a row does not change it. */
export function layoutRows(table: TraceReader, expansion: Choice, tree = buildTraceTree(table)): Rows {
  return new RowBuilder(table, expansion, tree).build();
}

/** Holds the growing columns and the stack of what is still to be laid out: spans (>= 0) and folds (~number). */
class RowBuilder {
  readonly #table: TraceReader;
  readonly #expansion: Choice;
  readonly #tree: TraceTree;
  readonly #spans: number;
  readonly #rows: {
    span: Int32Array;
    depth: Int32Array;
    flags: Uint8Array;
    parentRow: Int32Array;
    position: Int32Array;
    siblings: Int32Array;
    memberStart: Int32Array;
    memberCount: Int32Array;
  };
  readonly #members: Int32Array;
  readonly #rowOfSpan: Int32Array;
  readonly #stack: number[] = [];
  readonly #foldStart: number[] = [];
  readonly #foldCount: number[] = [];
  #memberEnd = 0;
  #count = 0;

  constructor(table: TraceReader, expansion: Choice, tree: TraceTree) {
    this.#table = table;
    this.#expansion = expansion;
    this.#tree = tree;
    this.#spans = table.spanCount;
    // A fold has at least five members, so rows are at most 1.2 times the spans.
    const capacity = this.#spans + Math.ceil(this.#spans / 5) + 1;
    const column = () => new Int32Array(capacity);
    this.#rows = {
      span: column(),
      depth: column(),
      flags: new Uint8Array(capacity),
      parentRow: column(),
      position: column(),
      siblings: column(),
      memberStart: column(),
      memberCount: column(),
    };
    this.#members = new Int32Array(this.#spans);
    this.#rowOfSpan = new Int32Array(this.#spans).fill(-1);
  }

  build(): Rows {
    const { roots, childStart, children } = this.#tree;
    this.#pushItems(rootsByArrival(this.#table, roots), -1, 0);
    while (this.#stack.length > 0) {
      const siblings = this.#stack.pop() ?? 0;
      const position = this.#stack.pop() ?? 0;
      const depth = this.#stack.pop() ?? 0;
      const parentRow = this.#stack.pop() ?? -1;
      const item = this.#stack.pop() ?? 0;
      const row = this.#count++;
      const isFold = item < 0;
      const fold = ~item;
      const span = isFold ? (this.#members[this.#foldStart[fold] ?? 0] ?? 0) : item;
      this.#rows.span[row] = span;
      this.#rows.depth[row] = depth;
      this.#rows.parentRow[row] = parentRow;
      this.#rows.position[row] = position;
      this.#rows.siblings[row] = siblings;
      if (isFold) {
        this.#layOutFold(row, fold, depth);
      } else {
        this.#rowOfSpan[span] = row;
        const from = childStart[span] ?? 0;
        const end = childStart[span + 1] ?? 0;
        if (end > from) {
          const expanded = !this.#expansion.collapsed.has(span);
          this.#rows.flags[row] = EXPANDABLE | (expanded ? EXPANDED : 0);
          if (expanded) this.#pushChildren(children.subarray(from, end), row, depth + 1);
        }
      }
    }
    return {
      ...this.#rows,
      count: this.#count,
      members: this.#members,
      rowOfSpan: this.#rowOfSpan,
      tree: this.#tree,
    };
  }

  #layOutFold(row: number, fold: number, depth: number): void {
    const from = this.#foldStart[fold] ?? 0;
    const members = this.#members.subarray(from, from + (this.#foldCount[fold] ?? 0));
    const open = this.#expansion.openFolds.has(foldKey(members));
    this.#rows.flags[row] = FOLD | EXPANDABLE | (open ? EXPANDED : 0);
    this.#rows.memberStart[row] = from;
    this.#rows.memberCount[row] = members.length;
    if (open) this.#pushItems(members, row, depth + 1);
    else for (const member of members) this.#rowOfSpan[member] = row;
  }

  #pushChildren(siblings: Int32Array, parentRow: number, depth: number): void {
    const like = likeSiblings(siblings, this.#table.columns);
    if (like === undefined) {
      this.#pushItems(siblings, parentRow, depth);
      return;
    }
    const firstFold = this.#foldStart.length;
    const sizes = new Int32Array(like.groups);
    for (const group of like.groupOf) if (group >= 0) sizes[group] = (sizes[group] ?? 0) + 1;
    for (const size of sizes) {
      this.#foldStart.push(this.#memberEnd);
      this.#foldCount.push(size);
      this.#memberEnd += size;
    }
    const placed = new Int32Array(like.groups);
    const items: number[] = [];
    for (let at = 0; at < siblings.length; at++) {
      const group = like.groupOf[at] ?? -1;
      const span = siblings[at] ?? 0;
      if (group < 0) {
        items.push(span);
        continue;
      }
      const before = placed[group] ?? 0;
      if (before === 0) items.push(~(firstFold + group));
      this.#members[(this.#foldStart[firstFold + group] ?? 0) + before] = span;
      placed[group] = before + 1;
    }
    this.#pushItems(items, parentRow, depth);
  }

  /** Last first, so that the first is popped first. */
  #pushItems(items: ArrayLike<number>, parentRow: number, depth: number): void {
    for (let at = items.length - 1; at >= 0; at--) {
      this.#stack.push(items[at] ?? 0, parentRow, depth, at + 1, items.length);
    }
  }
}

/** The trace that arrived first stands first, whenever it began: a trace that joins later does not push others down. */
function rootsByArrival(table: TraceReader, roots: Int32Array): readonly number[] {
  const rootsOfTrace = new Map<number, number[]>();
  const { traceId } = table.columns;
  for (let span = 0; span < table.spanCount; span++) {
    if (!rootsOfTrace.has(traceId[span] ?? 0)) rootsOfTrace.set(traceId[span] ?? 0, []);
  }
  for (const root of roots) rootsOfTrace.get(traceId[root] ?? 0)?.push(root);
  return [...rootsOfTrace.values()].flat();
}

function foldKey(members: Int32Array): number {
  let first = members[0] ?? -1;
  for (const member of members) if (member < first) first = member;
  return first;
}

/** By what {@link Expansion.openFolds} knows the fold of a row. */
export function foldKeyOf(rows: Rows, row: number): number {
  return foldKey(membersOf(rows, row));
}

/** Members of a fold; of an ordinary row, nothing. */
export function membersOf(rows: Rows, row: number): Int32Array {
  const from = rows.memberStart[row] ?? 0;
  return rows.members.subarray(from, from + (rows.memberCount[row] ?? 0));
}

export function isFold(rows: Rows, row: number): boolean {
  return ((rows.flags[row] ?? 0) & FOLD) !== 0;
}

/**
 * The row that shows a span: its own, its fold's, or that of its nearest ancestor with a row. What is found is noted
 * along the way, so that asking for every span costs O(n) altogether.
 */
export function rowShowing(rows: Rows, span: number): number {
  let at = span;
  while (at >= 0 && (rows.rowOfSpan[at] ?? -1) < 0) at = rows.tree.parent[at] ?? -1;
  const row = at < 0 ? -1 : (rows.rowOfSpan[at] ?? -1);
  for (let walk = span; walk !== at && walk >= 0; walk = rows.tree.parent[walk] ?? -1) {
    rows.rowOfSpan[walk] = row;
  }
  return row;
}

/** Whether the row is this very span's (and not that of a fold or an ancestor that hides it). */
export function hasOwnRow(rows: Rows, span: number): boolean {
  const row = rows.rowOfSpan[span] ?? -1;
  return row >= 0 && rows.span[row] === span && !isFold(rows, row);
}

/** What must be opened for a span to have a row of its own. O(n). */
export function revealing(table: TraceReader, expansion: Expansion, span: number): Expansion {
  const collapsed = new Set(expansion.collapsed);
  const openFolds = new Set(expansion.openFolds);
  const all = layoutRows(table, { collapsed: new Set(), openFolds: { has: () => true } });
  let row = all.parentRow[all.rowOfSpan[span] ?? -1] ?? -1;
  while (row >= 0) {
    if (isFold(all, row)) openFolds.add(foldKeyOf(all, row));
    else collapsed.delete(all.span[row] ?? -1);
    row = all.parentRow[row] ?? -1;
  }
  return { collapsed, openFolds };
}
