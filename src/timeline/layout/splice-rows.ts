/**
 * One row is opened or closed: rows are taken out or put in below it, the others move. What is costly (the tree, folds,
 * words) is done only for the rows that come; for the rest it is copying columns, and one pass that shifts row numbers.
 *
 *   before   0 1 2 3 4 5        after closing row 1 (two rows below it)   0 1 4 5
 *                                                                            \ \_ parentRow, rowOfSpan: 2 less
 *
 * The result equals a layout anew with the same expansion; `rows.property.test.ts` holds it to that.
 */
import { RowBuilder, type RowSource } from './row-builder.ts';
import { EXPANDED, isFold, membersOf, type Rows, UNKNOWN } from './rows.ts';

/** `source.expansion` already says that the row is open (or closed). Undefined when a layout anew is the better way. */
export function spliceRows(source: RowSource, rows: Rows, row: number, expanded: boolean): Rows | undefined {
  // Members of folds that come and go pile up.
  if (rows.memberEnd > 4 * (source.table.spanCount + 1)) return undefined;
  const rowOfSpan = rows.rowOfSpan.slice();
  if (!expanded) {
    const end = subtreeEnd(rows, row);
    for (let gone = row + 1; gone < end; gone++) setRow(rows, gone, rowOfSpan, -1);
    if (isFold(rows, row)) for (const member of membersOf(rows, row)) rowOfSpan[member] = row;
    return join(rows, row, end, EMPTY, rowOfSpan);
  }
  const depth = (rows.depth[row] ?? 0) + 1;
  const span = rows.span[row] ?? 0;
  const fold = isFold(rows, row) ? membersOf(rows, row) : undefined;
  const builder = new RowBuilder(source, spansBelow(rows, fold ?? [span]), { ...rows, rowOfSpan }, row + 1);
  if (fold === undefined) builder.pushChildrenOf(span, row, depth);
  else builder.pushItems(fold, row, depth);
  builder.build();
  return join(rows, row, row + 1, builder, rowOfSpan);
}

interface Inserted extends Pick<Rows, 'count'> {
  readonly columns: Pick<Rows, (typeof COLUMNS)[number] | 'flags'>;
  readonly members?: Int32Array;
  readonly memberEnd?: number;
}
const COLUMNS = ['span', 'depth', 'parentRow', 'position', 'siblings', 'memberStart', 'memberCount'] as const;
const NOTHING = new Int32Array();
const EMPTY: Inserted = {
  count: 0,
  columns: {
    span: NOTHING,
    depth: NOTHING,
    flags: new Uint8Array(),
    parentRow: NOTHING,
    position: NOTHING,
    siblings: NOTHING,
    memberStart: NOTHING,
    memberCount: NOTHING,
  },
};

/** Rows up to `row`, what is inserted, and the rows from `rest` on. */
function join(rows: Rows, row: number, rest: number, inserted: Inserted, rowOfSpan: Int32Array): Rows {
  const by = row + 1 + inserted.count - rest;
  const count = rows.count + by;
  const joined = <Column extends Int32Array | Uint8Array>(into: Column, before: Column, middle: Column) => {
    into.set(before.subarray(0, row + 1));
    into.set(middle.subarray(0, inserted.count), row + 1);
    into.set(before.subarray(rest, rows.count), rest + by);
    return into;
  };
  const column = (name: (typeof COLUMNS)[number]) =>
    joined(new Int32Array(count), rows[name], inserted.columns[name]);
  const flags = joined(new Uint8Array(count), rows.flags, inserted.columns.flags);
  flags[row] = (flags[row] ?? 0) ^ EXPANDED;
  const parentRow = column('parentRow');
  for (let at = rest + by; at < count; at++) {
    const parent = parentRow[at] ?? -1;
    if (parent >= rest) parentRow[at] = parent + by;
  }
  const result: Rows = {
    count,
    span: column('span'),
    depth: column('depth'),
    flags,
    parentRow,
    position: column('position'),
    siblings: column('siblings'),
    memberStart: column('memberStart'),
    memberCount: column('memberCount'),
    members: inserted.members ?? rows.members,
    memberEnd: inserted.memberEnd ?? rows.memberEnd,
    rowOfSpan,
    shownBy: new Int32Array(rows.shownBy.length).fill(UNKNOWN),
    tree: rows.tree,
  };
  for (let at = rest + by; at < count; at++) setRow(result, at, rowOfSpan, at);
  return result;
}

/** One past the last row below `row`. */
export function subtreeEnd(rows: Rows, row: number): number {
  const depth = rows.depth[row] ?? 0;
  let end = row + 1;
  while (end < rows.count && (rows.depth[end] ?? 0) > depth) end++;
  return end;
}

/** The span, or the members of a closed fold, that the row stands for. */
export function setRow(rows: Rows, row: number, rowOfSpan: Int32Array, value: number): void {
  if (!isFold(rows, row)) rowOfSpan[rows.span[row] ?? 0] = value;
  else if (((rows.flags[row] ?? 0) & EXPANDED) === 0) {
    for (const member of membersOf(rows, row)) rowOfSpan[member] = value;
  }
}

function spansBelow(rows: Rows, spans: ArrayLike<number>): number {
  let below = 0;
  for (let at = 0; at < spans.length; at++) below += rows.tree.subtreeSize[spans[at] ?? 0] ?? 1;
  return below;
}
