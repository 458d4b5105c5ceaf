/**
 * The treegrid: a DOM row for each visible row, and one for the row that holds the focus wherever it is, so that
 * scrolling never loses the focus. Rows are transparent; bars are on the canvas below. Elements are kept by the span they
 * show, so that focus and screen readers stay with a span when rows move; a row that only moves has nothing but its
 * place written.
 */
import { levelPx, MAX_INDENTS, type RowGeometry, rowTopPx } from '../layout/row-geometry.ts';
import { FOLD, type Rows } from '../layout/rows.ts';
import type { RowWords } from '../layout/span-words.ts';
import type { TimelineView } from '../timeline-view.ts';
import { newElement, setAttribute, setText } from './new-element.ts';
import { rowsInDocument, sayPlaceInTree } from './tree-row.ts';

interface RowElement {
  readonly row: HTMLElement;
  readonly label: HTMLElement;
  readonly name: HTMLElement;
  readonly dot: HTMLElement;
  readonly service: HTMLElement;
  readonly figures: HTMLElement;
  /** What was written last. */
  words?: RowWords;
  rows?: Rows;
  geometry?: RowGeometry;
  marks?: number;
  topPx?: number;
}

export class RowView {
  readonly element = newElement('div', {
    role: 'treegrid',
    class: 'grid',
    'aria-label': 'Spans',
    'aria-readonly': 'true',
  });
  #shown = new Map<string, RowElement>();

  present(view: TimelineView): void {
    const { frame } = view;
    const { rows, visible } = frame;
    setAttribute(this.element, 'aria-rowcount', String(rows.count));
    this.element.classList.toggle('stacked', frame.geometry.stacked);
    const wanted = rowsInDocument(view.activeRow, visible);
    const before = this.#shown;
    const now = new Map<string, RowElement>();
    for (const row of wanted) now.set(keyOf(view, row), before.get(keyOf(view, row)) ?? newRow());
    // Not replaceChildren: taking the focused element out of the document would lose the focus. Nor are these handed on
    // to the rows that come: in Chromium, new elements are styled and laid out in less time than changed and moved ones.
    for (const [key, left] of before) if (!now.has(key)) left.row.remove();
    let at = this.element.firstElementChild;
    let place = 0;
    for (const shown of now.values()) {
      if (shown.row === at) at = at.nextElementSibling;
      else this.element.insertBefore(shown.row, at);
      this.#fill(view, shown, wanted[place++] ?? 0);
    }
    this.#shown = now;
    if (view.focusActive && view.activeRow >= 0) {
      now.get(keyOf(view, view.activeRow))?.row.focus({ preventScroll: true });
    }
  }

  rowOf(target: EventTarget | null): number {
    const element = target instanceof Element ? target.closest('[role=row]') : null;
    return element === null ? -1 : Number(element.getAttribute('aria-rowindex')) - 1;
  }

  #fill(view: TimelineView, shown: RowElement, row: number): void {
    const { rows, geometry: g, palette, table, selectedRow, highlightRows } = view.frame;
    const words = view.words(row);
    const topPx = rowTopPx(g, row, view.frame.scrollPx) - g.headPx;
    if (shown.topPx !== topPx) shown.row.style.transform = `translateY(${topPx}px)`;
    shown.topPx = topPx;
    const matches = view.frame.matchRows?.has(row);
    const marks =
      (matches === undefined ? 0 : matches ? 8 : 16) +
      (row === selectedRow ? 1 : 0) +
      (row === view.activeRow ? 2 : 0) +
      (highlightRows.has(row) ? 4 : 0);
    if (shown.words === words && shown.rows === rows && shown.geometry === g && shown.marks === marks) return;
    Object.assign(shown, { words, rows, geometry: g, marks });
    const flags = rows.flags[row] ?? 0;
    const depth = rows.depth[row] ?? 0;
    const element = shown.row;
    element.style.height = `${g.rowPx}px`;
    sayPlaceInTree(element, rows, row, row === view.activeRow);
    setAttribute(element, 'aria-selected', String(row === selectedRow));
    setAttribute(element, 'aria-label', matches === true ? `${words.spoken}, matches` : words.spoken);
    element.classList.toggle('fold', (flags & FOLD) !== 0);
    element.classList.toggle('sel', row === selectedRow);
    element.classList.toggle('hot', highlightRows.has(row));
    element.classList.toggle('dim', matches === false);
    const leftPx = levelPx(g, depth);
    shown.label.style.paddingLeft = `${leftPx}px`;
    shown.label.style.width = g.stacked ? '100%' : `${g.labelPx - 2}px`;
    shown.label.style.height = `${g.labelRowPx}px`;
    setText(shown.name, words.name);
    setText(shown.service, depth > MAX_INDENTS ? `${words.detail} · level ${depth + 1}` : words.detail);
    setText(shown.figures, `${words.duration}, ${words.status}`);
    const service = table.columns.service[rows.span[row] ?? 0] ?? 0;
    shown.dot.style.background = `var(--tt-s${palette.slotOf(service) + 1})`;
  }
}

/** A fold and its first member have the same span. */
function keyOf(view: TimelineView, row: number): string {
  const { rows } = view.frame;
  return `${(rows.flags[row] ?? 0) & FOLD}:${rows.span[row] ?? 0}`;
}

function newRow(): RowElement {
  const name = newElement('span', { class: 'nm' });
  const dot = newElement('i', { class: 'dot' });
  const service = newElement('span');
  const text = newElement('span', { class: 'txt' }, name, newElement('span', { class: 'sv' }, dot, service));
  const label = newElement(
    'span',
    { role: 'gridcell', class: 'name' },
    newElement('span', { class: 'twisty' }),
    text,
  );
  const figures = newElement('span', { role: 'gridcell', class: 'vh' });
  const row = newElement('div', { role: 'row', class: 'row' }, label, figures);
  return { row, label, name, dot, service, figures };
}
