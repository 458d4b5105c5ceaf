/**
 * The tree as rows, top to bottom, in columns. Made as a whole by `layout-rows.ts`, changed in one place by `splice-rows.ts`.
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
import type { TraceTree } from '../../trace/model/trace-tree.ts';

/** What the reader has closed and opened. Spans are expanded and folds are closed unless named here. */
export interface Expansion {
  readonly collapsed: ReadonlySet<number>;
  readonly openFolds: ReadonlySet<number>;
}
/** Everything open, but folds stay folded: they would drown what is around them. */
export const ALL_EXPANDED: Expansion = { collapsed: new Set(), openFolds: new Set() };
/** Sets of which only membership is asked. */
export type Choice = { readonly [set in keyof Expansion]: Pick<ReadonlySet<number>, 'has'> };

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
  /** How many of `members` are in use (some by no row any more, after a fold's row has gone). */
  readonly memberEnd: number;
  /** By span: its row, or of a closed fold's member the fold's row, or -1 below something collapsed. */
  readonly rowOfSpan: Int32Array;
  /** By span without a row: the row that shows it, once asked for; see {@link rowShowing}. */
  readonly shownBy: Int32Array;
  readonly tree: TraceTree;
}

/** Of a fold's members, the one that arrived first: by it {@link Expansion.openFolds} knows the fold. */
export function foldKey(members: Int32Array): number {
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

/** Not yet asked for. */
export const UNKNOWN = -2;

/**
 * The row that shows a span: its own, its fold's, or that of its nearest ancestor with a row. What is found is noted
 * along the way, so that asking for every span costs O(n) altogether.
 */
export function rowShowing(rows: Rows, span: number): number {
  const own = rows.rowOfSpan[span] ?? -1;
  if (own >= 0) return own;
  const { shownBy, rowOfSpan } = rows;
  const { parent } = rows.tree;
  let at = span;
  while (at >= 0 && (rowOfSpan[at] ?? -1) < 0 && (shownBy[at] ?? UNKNOWN) === UNKNOWN) at = parent[at] ?? -1;
  const row = at < 0 ? -1 : Math.max(rowOfSpan[at] ?? -1, shownBy[at] ?? -1);
  for (let walk = span; walk !== at && walk >= 0; walk = parent[walk] ?? -1) shownBy[walk] = row;
  return row;
}

/** Whether the row is this very span's (and not that of a fold or an ancestor that hides it). */
export function hasOwnRow(rows: Rows, span: number): boolean {
  const row = rows.rowOfSpan[span] ?? -1;
  return row >= 0 && rows.span[row] === span && !isFold(rows, row);
}
