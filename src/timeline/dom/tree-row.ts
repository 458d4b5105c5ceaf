/** A row of a grid whose rows are a tree: which are in the document, and where each says that it stands. */
import type { RowWindow } from '../layout/row-geometry.ts';
import { EXPANDABLE, EXPANDED, type Rows } from '../layout/rows.ts';
import { setAttribute } from './new-element.ts';

/** What is seen, and the active one wherever it is: taken out of the document it would lose the focus. */
export function rowsInDocument(activeRow: number, visible: RowWindow): number[] {
  const wanted: number[] = [];
  if (activeRow >= 0 && activeRow < visible.first) wanted.push(activeRow);
  for (let row = visible.first; row < visible.end; row++) wanted.push(row);
  if (activeRow >= visible.end) wanted.push(activeRow);
  return wanted;
}

export function sayPlaceInTree(element: HTMLElement, rows: Rows, row: number, isActive: boolean): void {
  const flags = rows.flags[row] ?? 0;
  const expanded = (flags & EXPANDED) !== 0;
  setAttribute(element, 'aria-rowindex', String(row + 1));
  setAttribute(element, 'aria-level', String((rows.depth[row] ?? 0) + 1));
  setAttribute(element, 'aria-posinset', String(rows.position[row] ?? 1));
  setAttribute(element, 'aria-setsize', String(rows.siblings[row] ?? 1));
  setAttribute(element, 'aria-expanded', (flags & EXPANDABLE) === 0 ? undefined : String(expanded));
  setAttribute(element, 'tabindex', isActive ? '0' : '-1');
}
