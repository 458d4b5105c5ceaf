/**
 * One level more or less of the whole trace, as Jaeger's `o` and `p` do: in every branch the closed rows nearest to the root
 * are opened, or the open rows farthest from it closed. One pass over the rows.
 */
import { EXPANDABLE, EXPANDED, type Expansion, FOLD, foldKeyOf, type Rows } from './rows.ts';

/** Folds stay folded: they would drown what is around them. */
export function levelOpened(rows: Rows, { collapsed, openFolds }: Expansion): Expansion {
  const left = new Set(collapsed);
  for (let row = 0; row < rows.count; row++) {
    const flags = rows.flags[row] ?? 0;
    if ((flags & EXPANDABLE) !== 0 && (flags & (EXPANDED | FOLD)) === 0) left.delete(rows.span[row] ?? -1);
  }
  return { collapsed: left, openFolds };
}

export function levelClosed(rows: Rows, expansion: Expansion): Expansion {
  const collapsed = new Set(expansion.collapsed);
  const openFolds = new Set(expansion.openFolds);
  const hasOpenBelow = new Uint8Array(rows.count);
  // Children stand below their parents, so backwards they come first.
  for (let row = rows.count - 1; row >= 0; row--) {
    const flags = rows.flags[row] ?? 0;
    const isOpen = (flags & EXPANDED) !== 0;
    const parent = rows.parentRow[row] ?? -1;
    if (parent >= 0 && (isOpen || hasOpenBelow[row] === 1)) hasOpenBelow[parent] = 1;
    if (!isOpen || hasOpenBelow[row] === 1) continue;
    if ((flags & FOLD) !== 0) openFolds.delete(foldKeyOf(rows, row));
    else collapsed.add(rows.span[row] ?? -1);
  }
  return { collapsed, openFolds };
}
