/** The treegrid of a comparison: a DOM row for each visible row and for the one that holds the focus, over the canvas. */
import { newElement, setAttribute, setText } from '../dom/new-element.ts';
import { rowsInDocument, sayPlaceInTree } from '../dom/tree-row.ts';
import { levelPx, rowTopPx } from '../layout/row-geometry.ts';
import type { CompareFrame } from './draw-compare.ts';

interface RowElement {
  readonly row: HTMLElement;
  readonly label: HTMLElement;
  readonly mark: HTMLElement;
  readonly name: HTMLElement;
  readonly dot: HTMLElement;
  readonly service: HTMLElement;
  readonly note: HTMLElement;
  readonly figures: HTMLElement;
}

export class CompareGrid {
  readonly element = newElement('div', {
    role: 'treegrid',
    class: 'grid',
    'aria-label': 'Spans of both traces',
    'aria-readonly': 'true',
  });
  #shown = new Map<number, RowElement>();

  present(frame: CompareFrame, takeFocus: boolean): void {
    const { rows, visible, activeRow } = frame;
    setAttribute(this.element, 'aria-rowcount', String(rows.count));
    this.element.classList.toggle('stacked', frame.geometry.stacked);
    const wanted = rowsInDocument(activeRow, visible);
    const before = this.#shown;
    this.#shown = new Map(wanted.map((row) => [row, before.get(row) ?? newRow()]));
    for (const [row, left] of before) if (!this.#shown.has(row)) left.row.remove();
    let at = this.element.firstElementChild;
    for (const [row, shown] of this.#shown) {
      if (shown.row === at) at = at.nextElementSibling;
      else this.element.insertBefore(shown.row, at);
      fill(frame, shown, row);
    }
    if (takeFocus) this.#shown.get(activeRow)?.row.focus({ preventScroll: true });
  }

  rowOf(target: EventTarget | null): number {
    const element = target instanceof Element ? target.closest('[role=row]') : null;
    return element === null ? -1 : Number(element.getAttribute('aria-rowindex')) - 1;
  }
}

function fill(frame: CompareFrame, shown: RowElement, row: number): void {
  const { rows, geometry: g } = frame;
  const words = frame.words(row);
  const depth = rows.depth[row] ?? 0;
  const element = shown.row;
  element.style.transform = `translateY(${rowTopPx(g, row, frame.scrollPx) - g.headPx}px)`;
  element.style.height = `${g.rowPx}px`;
  sayPlaceInTree(element, rows, row, row === frame.activeRow);
  setAttribute(element, 'aria-label', words.spoken);
  setAttribute(element, 'data-relation', words.relation);
  shown.label.style.paddingLeft = `${levelPx(g, depth)}px`;
  shown.label.style.width = g.stacked ? `${g.durationPx - 74}px` : `${g.labelPx - 2}px`;
  shown.label.style.height = `${g.labelRowPx}px`;
  setText(shown.mark, words.mark);
  setText(shown.name, words.name);
  // Narrow, there is room for one of them; the colour says the service.
  setText(shown.service, g.stacked && words.note !== '' ? '' : words.service);
  setText(shown.note, words.note);
  setText(shown.figures, `${words.duration}, self time ${words.self}`);
  shown.dot.style.background = `var(--tt-s${frame.slotOf(words.service) + 1})`;
}

function newRow(): RowElement {
  const mark = newElement('b', { class: 'mark', 'aria-hidden': 'true' });
  const name = newElement('span', { class: 'nm' });
  const dot = newElement('i', { class: 'dot' });
  const service = newElement('span');
  const note = newElement('b', { class: 'note' });
  const under = newElement('span', { class: 'sv' }, dot, service, ' ', note);
  const label = newElement(
    'span',
    { role: 'gridcell', class: 'name' },
    newElement('span', { class: 'twisty' }),
    mark,
    newElement('span', { class: 'txt' }, name, under),
  );
  const figures = newElement('span', { role: 'gridcell', class: 'vh' });
  return {
    row: newElement('div', { role: 'row', class: 'row' }, label, figures),
    label,
    mark,
    name,
    dot,
    service,
    note,
    figures,
  };
}
