/**
 * Rows of a table that grows: those of subtrees in which nothing changed are copied, with their numbers shifted; only what is
 * touched is laid out. Equal to a layout anew with the same expansion; `growing-rows.property.test.ts` holds it to that.
 *
 *   before   0 1 2 3 4      a span arrives below row 3, which becomes   0 1 2 3 5 4
 *                           row 1 with all below it is copied               |_| |_ laid out, as are 0 and 3
 */
import { GrowingTree } from '../../trace/model/growing-tree.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import { layoutInto, layoutRows } from './layout-rows.ts';
import type { Columns } from './row-builder.ts';
import { type Choice, hasOwnRow, type Rows } from './rows.ts';
import { setRow, subtreeEnd } from './splice-rows.ts';

/** Follows one table. */
export class GrowingRows {
  readonly #tree = new GrowingTree();

  /** `before` are the rows of the last call, with the same expansion, or with what a click on a row has made of them. */
  grow(table: TraceReader, expansion: Choice, before: Rows): Rows {
    const { tree, touched } = this.#tree.grow(table);
    // Members of folds that come and go pile up.
    if (touched === undefined || before.memberEnd > 4 * (table.spanCount + 1)) {
      return layoutRows(table, expansion, tree);
    }
    const rowOfSpan = new Int32Array(table.spanCount).fill(-1);
    const known = (columns: Columns, span: number, at: number): number => {
      if (touched[span] !== 0 || !hasOwnRow(before, span)) return 0;
      const from = before.rowOfSpan[span] ?? 0;
      const end = subtreeEnd(before, from);
      copyRows(columns, before, { from, end, at });
      for (let row = from; row < end; row++) setRow(before, row, rowOfSpan, row + at - from);
      return end - from;
    };
    const source = { table, expansion, tree, untilNs: Number.POSITIVE_INFINITY, known };
    return layoutInto(source, { ...before, rowOfSpan });
  }
}

const COLUMNS = ['span', 'flags', 'memberStart', 'memberCount'] as const;

/** The builder has written depth, parent and place of the first row; the rest follow it. */
function copyRows(
  columns: Columns,
  before: Rows,
  { from, end, at }: { readonly from: number; readonly end: number; readonly at: number },
): void {
  if (end - from === 1) {
    for (const name of COLUMNS) columns[name][at] = before[name][from] ?? 0;
    return;
  }
  for (const name of COLUMNS) columns[name].set(before[name].subarray(from, end), at);
  columns.position.set(before.position.subarray(from + 1, end), at + 1);
  columns.siblings.set(before.siblings.subarray(from + 1, end), at + 1);
  const lift = (columns.depth[at] ?? 0) - (before.depth[from] ?? 0);
  for (let row = from + 1; row < end; row++) {
    columns.depth[row + at - from] = (before.depth[row] ?? 0) + lift;
    columns.parentRow[row + at - from] = (before.parentRow[row] ?? 0) + at - from;
  }
}
