/** The reader opens and closes rows: each choice is a new {@link Expansion}. */
import { EXPANDABLE, type Expansion, foldKeyOf, isFold, type Rows } from './rows.ts';

export function withRow(expansion: Expansion, rows: Rows, row: number, expanded: boolean): Expansion {
  if (((rows.flags[row] ?? 0) & EXPANDABLE) === 0) return expansion;
  const collapsed = new Set(expansion.collapsed);
  const openFolds = new Set(expansion.openFolds);
  if (isFold(rows, row)) openFolds[expanded ? 'add' : 'delete'](foldKeyOf(rows, row));
  else collapsed[expanded ? 'delete' : 'add'](rows.span[row] ?? -1);
  return { collapsed, openFolds };
}

export function allCollapsed(rows: Rows): Expansion {
  const { childStart, spanCount } = rows.tree;
  const collapsed = new Set<number>();
  for (let span = 0; span < spanCount; span++) {
    if ((childStart[span + 1] ?? 0) > (childStart[span] ?? 0)) collapsed.add(span);
  }
  return { collapsed, openFolds: new Set() };
}
