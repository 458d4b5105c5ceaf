/** The line above: what is here, what is missing, and the tools; below it the services and their colours. */
import { durationText } from '../layout/duration-text.ts';
import type { Overlay } from '../render/frame.ts';
import type { Summary, TimelineView } from '../timeline-view.ts';
import { newElement, setAttribute } from './new-element.ts';

export interface HeaderActions {
  zoom(factor: number): void;
  fit(): void;
  overlay(type: Overlay['type'] | undefined): void;
  search(): void;
}

export class HeaderView {
  readonly #sum = newElement('p', { class: 'sum' });
  readonly #legend = newElement('ul', { class: 'legend', 'aria-label': 'Services' });
  readonly #overlays: readonly (readonly [Overlay['type'], HTMLButtonElement])[];
  readonly #fit: HTMLButtonElement;
  readonly elements: readonly HTMLElement[];
  /** `12 spans, 3 services, 1 error`: the summary for the ear. */
  spoken = '';
  #shown = '';
  #legendShown = -1;

  /** The switch between views and the menu of tools have their places in the line. */
  constructor(actions: HeaderActions, views: HTMLElement, menu: HTMLElement) {
    const overlay = (type: Overlay['type'], label: string, title: string) => {
      const button = newElement('button', { type: 'button', 'aria-pressed': 'false', title }, label);
      button.addEventListener('click', () =>
        actions.overlay(button.getAttribute('aria-pressed') === 'true' ? undefined : type),
      );
      return [type, button] as const;
    };
    this.#overlays = [
      overlay('critical-path', 'Critical path', 'What the whole had to wait for'),
      overlay('self-time', 'Self time', 'Where a span ran and none of its children did'),
      overlay('gaps', 'Gaps', 'Long stretches of a span about which no span tells'),
    ];
    const tool = (label: string, name: string, act: () => void) => {
      const button = newElement(
        'button',
        { type: 'button', class: 'sq', 'aria-label': name, title: name },
        label,
      );
      button.addEventListener('click', act);
      return button;
    };
    this.#fit = newElement('button', { type: 'button', title: 'Show the whole trace (f)' }, 'Fit');
    this.#fit.addEventListener('click', () => actions.fit());
    const search = newElement('button', { type: 'button', title: 'Search with TraceQL (/)' }, 'Search');
    search.addEventListener('click', () => actions.search());
    const tools = newElement(
      'div',
      { class: 'tools' },
      views,
      search,
      ...this.#overlays.map(([, button]) => button),
      tool('−', 'Zoom out', () => actions.zoom(1 / 1.5)),
      tool('+', 'Zoom in', () => actions.zoom(1.5)),
      this.#fit,
      menu,
    );
    this.elements = [newElement('div', { class: 'head' }, this.#sum, tools), this.#legend];
  }

  present(view: TimelineView, overlay: Overlay['type'] | undefined): void {
    for (const [type, button] of this.#overlays)
      setAttribute(button, 'aria-pressed', String(type === overlay));
    this.#sum.classList.toggle('live', view.live);
    const key = JSON.stringify(view.summary);
    if (key !== this.#shown) {
      this.#shown = key;
      this.#sum.replaceChildren(...summaryParts(view.summary));
      this.spoken = summaryText(view.summary);
    }
    const { palette, table } = view.frame;
    if (palette.serviceCount === this.#legendShown && palette.serviceCount > 0) return;
    this.#legendShown = palette.serviceCount;
    this.#legend.hidden = palette.serviceCount < 2;
    const items: HTMLElement[] = [];
    for (const service of palette.services()) {
      if (items.length >= MAX_LEGEND) break;
      const dot = newElement('i', {
        class: 'dot',
        style: `background:var(--tt-s${palette.slotOf(service) + 1})`,
      });
      items.push(newElement('li', {}, dot, table.strings.get(service) || 'unknown service'));
    }
    const more = palette.serviceCount - items.length;
    if (more > 0) items.push(newElement('li', {}, `and ${more} more`));
    this.#legend.replaceChildren(...items);
  }
}

const MAX_LEGEND = 12;

function summaryParts(summary: Summary): readonly HTMLElement[] {
  const kept =
    summary.dropped > 0
      ? `${count(summary.spans)} of ${count(summary.spans + summary.dropped)} spans kept`
      : counted(summary.spans, 'span');
  const parts = [
    newElement('b', {}, kept),
    newElement('span', {}, counted(summary.services, 'service')),
    newElement('span', {}, durationText(summary.durationNs)),
  ];
  if (summary.failed > 0)
    parts.push(newElement('span', { class: 'bad' }, `✕ ${counted(summary.failed, 'error')}`));
  if (summary.open > 0) parts.push(newElement('span', { class: 'note' }, `${count(summary.open)} open`));
  if (summary.lost > 0) {
    const title = 'Their ends never arrived';
    parts.push(newElement('span', { class: 'note', title }, `${count(summary.lost)} lost`));
  }
  for (const { text, title } of summary.notes) {
    parts.push(newElement('span', { class: 'note', title }, text));
  }
  return parts;
}

function summaryText(summary: Summary): string {
  return [
    counted(summary.spans, 'span'),
    counted(summary.services, 'service'),
    ...(summary.failed > 0 ? [counted(summary.failed, 'error')] : []),
    ...(summary.lost > 0 ? [`${count(summary.lost)} lost`] : []),
    ...(summary.dropped > 0 ? [`${count(summary.dropped)} not kept`] : []),
    ...summary.notes.map(({ text }) => text),
  ].join(', ');
}

function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
