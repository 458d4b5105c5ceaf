/**
 * The header's words about errors, lost spans and faults as buttons: each press goes to the next of the spans concerned, in
 * the order in which they stand in the rows, and marks them all.
 *
 *   28 spans  4 services  120 ms  [✕ 5 errors] 2 of 5  [1 lost]
 *
 * A button stays the same element while its words change, for a run goes on under the pointer and the focus.
 */
import { rowShowing } from '../layout/rows.ts';
import type { Timeline } from '../timeline.ts';
import type { HeaderFault } from './header-view.ts';
import { newElement, setText } from './new-element.ts';
import { newStyle } from './new-style.ts';

/** More marks than this cost each frame too much, and tell the eye nothing. */
const MAX_MARKED = 2_000;
const TITLES: { readonly [type: string]: string } = {
  errors: 'Spans that say they failed',
  open: 'Still running',
  lost: 'Their ends never arrived',
};

export type FaultTimeline = Pick<Timeline, 'table' | 'rows' | 'select' | 'deselect' | 'setHighlight'>;

interface Item {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  fault: HeaderFault;
}

export class FaultBar {
  readonly #holder: HTMLElement;
  readonly #timeline: FaultTimeline;
  #items = new Map<string, Item>();

  constructor(holder: HTMLElement, timeline: FaultTimeline) {
    this.#holder = holder;
    this.#timeline = timeline;
    holder.replaceChildren();
    holder.before(newStyle(STYLE));
  }

  present(faults: readonly HeaderFault[]): true {
    const before = this.#items;
    this.#items = new Map(
      faults.map((fault) => [fault.type, before.get(fault.type) ?? this.#newItem(fault)]),
    );
    for (const [type, { element }] of before) if (!this.#items.has(type)) element.remove();
    let at = this.#holder.firstElementChild;
    for (const fault of faults) {
      const item = this.#items.get(fault.type);
      if (item === undefined) continue;
      item.fault = fault;
      item.button.className = fault.isBad ? 'bad' : 'note';
      item.button.title = `${fault.title ?? TITLES[fault.type]}. Press to go to the next of them.`;
      setText(item.button, fault.text);
      if (item.element === at) at = at.nextElementSibling;
      else this.#holder.insertBefore(item.element, at);
    }
    return true;
  }

  #newItem(fault: HeaderFault): Item {
    const button = newElement('button', { type: 'button' });
    const place = newElement('span', { role: 'status' });
    const item: Item = { element: newElement('span', {}, button, place), button, fault };
    let last = -1;
    button.addEventListener('click', () => {
      const spans = spansConcerned(this.#timeline, item.fault);
      // By the span gone to last: others may have come before it meanwhile.
      const at = (spans.indexOf(last) + 1) % spans.length;
      const span = spans[at];
      if (span === undefined) return;
      last = span;
      this.#timeline.setHighlight(spans.length > MAX_MARKED ? [span] : spans, 'accent');
      this.#timeline.select(span, { reveal: true, focus: false });
      setText(place, ` ${(at + 1).toLocaleString('en')} of ${spans.length.toLocaleString('en')}`);
    });
    button.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      this.#timeline.deselect();
      setText(place, '');
    });
    return item;
  }
}

/** In the order of the rows: members of a closed fold stand where it stands. */
export function spansConcerned(
  { table, rows }: Pick<Timeline, 'table' | 'rows'>,
  { type, spans }: HeaderFault,
): readonly number[] {
  const { status, endNs } = table.columns;
  const { order, row } = rows.tree;
  const isConcerned =
    type === 'errors'
      ? (span: number) => status[span] === 2
      : (span: number) => Number.isNaN(endNs[span] ?? Number.NaN);
  const found = spans === undefined ? Array.from(order).filter(isConcerned) : [...spans()];
  const place = new Map(found.map((span) => [span, rowShowing(rows, span)]));
  return found.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0) || (row[a] ?? 0) - (row[b] ?? 0));
}

const STYLE = `
.sum button{font:inherit;height:24px;border:0;padding:0;text-decoration:underline dotted;text-underline-offset:3px}
`;
