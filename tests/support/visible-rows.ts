/** Rows of a timeline as what can be seen of them, so that two layouts can be compared. */
import { membersOf, type Rows, rowShowing } from '../../src/timeline/layout/rows.ts';

export const visibleRows = (rows: Rows) =>
  Array.from({ length: rows.count }, (_, row) => ({
    span: rows.span[row],
    depth: rows.depth[row],
    flags: rows.flags[row],
    parentRow: rows.parentRow[row],
    position: rows.position[row],
    siblings: rows.siblings[row],
    members: [...membersOf(rows, row)],
  }));

/** By span: the row that shows it. */
export const rowsShowing = (rows: Rows) => Array.from(rows.rowOfSpan, (_, span) => rowShowing(rows, span));
