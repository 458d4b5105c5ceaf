/** The line above: what is here, what is missing, and the tools; below it the services and their colours. */
import { durationText } from '../layout/duration-text.ts';
import type { ServicePalette } from '../layout/service-palette.ts';
import { serviceText } from '../layout/shown-text.ts';
import type { Overlay } from '../render/frame.ts';
import type { Summary, TimelineView } from '../timeline-view.ts';
import { newElement, setAttribute } from './new-element.ts';

export interface HeaderActions {
  zoom(factor: number): void;
  fit(): void;
  overlay(type: Overlay['type'] | undefined): void;
  search(): void;
  /** Shows the faults with ways to the spans concerned; false while that cannot be done yet. */
  showFaults(faults: readonly HeaderFault[]): boolean;
}

/** What is wrong, or not over, in a few words. */
export interface HeaderFault {
  readonly type: string;
  readonly isBad: boolean;
  readonly text: string;
  /** Left out where the type says enough. */
  readonly title?: string;
  /** Left out where the columns tell: errors, and spans without an end. */
  readonly spans?: () => Iterable<number>;
}

export class HeaderView {
  readonly #figures = newElement('span');
  readonly faults = newElement('span');
  readonly #sum = newElement('div', { class: 'sum' }, this.#figures, this.faults);
  readonly #legend = newElement('ul', { class: 'legend', 'aria-label': 'Services' });
  readonly #overlays: readonly (readonly [Overlay['type'], HTMLButtonElement])[];
  readonly #fit: HTMLButtonElement;
  readonly elements: readonly HTMLElement[];
  /** `12 spans, 3 services, 1 error`: the summary for the ear. */
  spoken = '';
  #shown = '';
  #faultsShown = '';
  readonly #showFaults: HeaderActions['showFaults'];
  #notes: Summary['notes'] | undefined;
  #legendOf: { readonly palette: ServicePalette; readonly services: number } | undefined;

  /** The switch between views and the menu of tools have their places in the line. */
  constructor(actions: HeaderActions, views: HTMLElement, menu: HTMLElement) {
    this.#showFaults = actions.showFaults;
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
    const faults = faultsOf(view.summary);
    const figures = figuresOf(view.summary);
    // The words, and whose they are: the spans themselves are asked for when they are gone to.
    const faultsKey = JSON.stringify(faults);
    const { notes } = view.summary;
    if (faultsKey !== this.#faultsShown || notes !== this.#notes) {
      this.#notes = notes;
      const isShown = this.#showFaults(faults);
      if (isShown) this.#faultsShown = faultsKey;
      else this.faults.replaceChildren(...faults.map(faultWords));
    }
    const key = figures + faultsKey;
    if (key !== this.#shown) {
      this.#shown = key;
      const [kept = '', ...rest] = figures;
      this.#figures.replaceChildren(
        newElement('b', {}, kept),
        ...rest.map((text) => newElement('span', {}, text)),
      );
      this.spoken = [
        ...figures.slice(0, 2),
        ...faults.filter(({ type }) => type !== 'open').map(({ text }) => text.replace('✕ ', '')),
      ].join(', ');
    }
    const { palette, table } = view.frame;
    const services = palette.serviceCount;
    if (this.#legendOf?.palette === palette && this.#legendOf.services === services) return;
    this.#legendOf = { palette, services };
    this.#legend.hidden = services < 2;
    const items: HTMLElement[] = [];
    for (const service of palette.services()) {
      if (items.length >= MAX_LEGEND) break;
      const dot = newElement('i', {
        class: 'dot',
        style: `background:var(--tt-s${palette.slotOf(service) + 1})`,
      });
      items.push(newElement('li', {}, dot, serviceText(table.strings.get(service))));
    }
    const more = services - items.length;
    if (more > 0) items.push(newElement('li', {}, `and ${more} more`));
    this.#legend.replaceChildren(...items);
  }
}

const MAX_LEGEND = 12;

function figuresOf({ spans, dropped, services, durationNs }: Summary): readonly string[] {
  const kept =
    dropped > 0 ? `${count(spans)} of ${count(spans + dropped)} spans kept` : counted(spans, 'span');
  return [kept, counted(services, 'service'), durationText(durationNs)];
}

function faultsOf({ failed, open, lost, notes }: Summary): readonly HeaderFault[] {
  const fault = (many: number, type: string, text: string) =>
    many > 0 ? [{ type, text, isBad: type === 'errors' }] : [];
  return [
    ...fault(failed, 'errors', `✕ ${counted(failed, 'error')}`),
    ...fault(open, 'open', `${count(open)} open`),
    ...fault(lost, 'lost', `${count(lost)} lost`),
    ...notes.map((note) => ({ ...note, isBad: false })),
  ];
}

function faultWords({ isBad, text }: HeaderFault): HTMLElement {
  return newElement('span', { class: isBad ? 'bad' : 'note' }, text);
}

function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
