/**
 * A real table of which only the rows in view are there; what stands above and below is held open by two empty rows, and
 * `aria-rowcount` and `aria-rowindex` say how many there are and which these are.
 *
 * The first cell of a row is its name, a button: Tab comes to one of them, arrows go on from there.
 */
import { newElement, setAttribute, setText } from '../../dom/new-element.ts';
import type { TableHead, TableModel, TableRow } from './table-model.ts';

export const ROW_PX = 28;
/** Rows beyond the edge, so that scrolling shows no gap before the next frame. */
const BEYOND = 6;
/** Where a failed row says so. */
const FAILURE_COLUMNS: ReadonlySet<string> = new Set(['status', 'errors']);

export class TableBody {
  readonly #rows = newElement('tbody', {});
  readonly #headRow = newElement('tr', { 'aria-rowindex': '1' });
  readonly #table = newElement(
    'table',
    { 'aria-label': 'Spans' },
    newElement('thead', {}, this.#headRow),
    this.#rows,
  );
  readonly element = newElement(
    'div',
    { class: 'tb-scroll', role: 'region', 'aria-label': 'Table of spans', tabindex: '0' },
    this.#table,
  );
  readonly #above = newElement('tr', { 'aria-hidden': 'true' }, newElement('td', {}));
  readonly #below = newElement('tr', { 'aria-hidden': 'true' }, newElement('td', {}));
  readonly #actions: { sort(id: string): void; select(span: number): void };
  #model: TableModel | undefined;
  #active = 0;
  #selected = -1;
  #heads = '';

  constructor(actions: { sort(id: string): void; select(span: number): void }) {
    this.#actions = actions;
    this.element.addEventListener('scroll', () => this.#fill(), { passive: true });
    this.#headRow.addEventListener('click', (event) => {
      const id =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>('button')?.dataset['column']
          : undefined;
      if (id !== undefined) actions.sort(id);
    });
    this.#rows.addEventListener('click', (event) => {
      const at = rowOf(event.target);
      if (at < 0) return;
      this.#active = at;
      this.#select(at);
    });
    this.#rows.addEventListener('keydown', (event) => this.#key(event));
    this.#rows.addEventListener('focusin', (event) => {
      const at = rowOf(event.target);
      if (at >= 0) this.#active = at;
    });
  }

  present(model: TableModel, selected: number): void {
    const isNewSelection = selected !== this.#selected;
    this.#model = model;
    this.#selected = selected;
    const { shown } = model;
    this.#active = Math.max(0, Math.min(this.#active, shown.count - 1));
    setAttribute(this.#table, 'aria-rowcount', String(shown.count + 1));
    setAttribute(this.#table, 'aria-label', model.mode === 'spans' ? 'Spans' : 'Groups of like spans');
    this.#presentHeads(shown.heads);
    if (isNewSelection && selected >= 0) this.#reveal(shown.indexOf(selected));
    this.#fill();
  }

  focus(): void {
    this.#reveal(this.#active);
    this.#fill();
    this.#rows.querySelector<HTMLElement>('button[tabindex="0"]')?.focus({ preventScroll: true });
  }

  toTop(): void {
    this.#active = 0;
    this.element.scrollTop = 0;
  }

  #presentHeads(heads: readonly TableHead[]): void {
    const key = JSON.stringify(heads);
    if (key === this.#heads) return;
    const focused = this.#headRow.contains((this.element.getRootNode() as ShadowRoot).activeElement)
      ? ((this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement).dataset['column']
      : undefined;
    this.#heads = key;
    const cells = heads.map(({ id, title, isNumber, sorted }) => {
      const arrow = newElement(
        'span',
        { 'aria-hidden': 'true' },
        sorted === undefined ? '' : sorted === 'ascending' ? ' ↑' : ' ↓',
      );
      const button = newElement('button', { type: 'button' }, title, arrow);
      button.dataset['column'] = id;
      const cell = newElement('th', { scope: 'col', class: isNumber ? 'num' : '' }, button);
      setAttribute(cell, 'aria-sort', sorted);
      return cell;
    });
    this.#headRow.replaceChildren(...cells);
    if (focused !== undefined)
      this.#headRow.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus();
  }

  #fill(): void {
    const shown = this.#model?.shown;
    if (shown === undefined) return;
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW_PX) - BEYOND);
    const end = Math.min(
      shown.count,
      Math.ceil((this.element.scrollTop + this.element.clientHeight) / ROW_PX) + BEYOND,
    );
    setHeight(this.#above, first);
    setHeight(this.#below, shown.count - end);
    const rows = [...this.#rows.children].slice(1, -1) as HTMLTableRowElement[];
    for (const row of rows.splice(Math.max(0, end - first))) row.remove();
    while (rows.length < end - first) rows.push(newElement('tr', {}));
    if (this.#rows.childElementCount !== rows.length + 2)
      this.#rows.replaceChildren(this.#above, ...rows, this.#below);
    const tabStop = this.#active >= first && this.#active < end ? this.#active : first;
    rows.forEach((row, i) => {
      const at = first + i;
      fillRow(row, shown.row(at), shown.heads, at, at === tabStop, this.#selected);
    });
  }

  #key(event: KeyboardEvent): void {
    const count = this.#model?.shown.count ?? 0;
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_PX) - 2);
    const to = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    this.#active = Math.max(0, Math.min(count - 1, to));
    this.focus();
  }

  #select(at: number): void {
    const span = this.#model?.shown.row(at).span ?? -1;
    if (span >= 0) this.#actions.select(span);
  }

  #reveal(at: number): void {
    if (at < 0) return;
    this.#active = at;
    const { scrollTop, clientHeight } = this.element;
    const headPx = this.#headRow.offsetHeight;
    const topPx = at * ROW_PX;
    if (topPx < scrollTop) this.element.scrollTop = topPx;
    else if (topPx + ROW_PX + headPx > scrollTop + clientHeight)
      this.element.scrollTop = topPx + ROW_PX + headPx - clientHeight;
  }
}

function fillRow(
  row: HTMLTableRowElement,
  { span, cells, failed }: TableRow,
  heads: readonly TableHead[],
  at: number,
  isTabStop: boolean,
  selected: number,
): void {
  while (row.cells.length > cells.length) row.deleteCell(-1);
  setAttribute(row, 'aria-rowindex', String(at + 2));
  setAttribute(row, 'aria-current', span === selected ? 'true' : undefined);
  const name = heads.findIndex(({ id }) => id === 'name');
  cells.forEach((text, i) => {
    const isName = i === name;
    let cell: Element | undefined = row.cells[i];
    if (cell === undefined || (cell.tagName === 'TH') !== isName) {
      const made = isName
        ? newElement('th', { scope: 'row' }, newElement('button', { type: 'button' }))
        : newElement('td', {});
      if (cell === undefined) row.append(made);
      else cell.replaceWith(made);
      cell = made;
    }
    cell.classList.toggle('num', heads[i]?.isNumber === true);
    cell.classList.toggle('bad', failed && FAILURE_COLUMNS.has(heads[i]?.id ?? ''));
    const holder = isName ? (cell.firstElementChild as HTMLElement) : (cell as HTMLElement);
    setText(holder, text);
    setAttribute(cell, 'title', text.length > 28 ? text : undefined);
    if (isName) setAttribute(holder, 'tabindex', isTabStop ? '0' : '-1');
  });
}

function setHeight(row: HTMLTableRowElement, rows: number): void {
  row.style.height = `${rows * ROW_PX}px`;
  row.hidden = rows === 0;
}

function rowOf(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest('tr[aria-rowindex]') : null;
  return row === null ? -1 : Number(row.getAttribute('aria-rowindex')) - 2;
}
