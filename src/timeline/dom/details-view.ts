/** The details of the selected span. All of it is foreign text: it is set as text, never as markup. */
import type { DetailMoment, DetailPair, SpanDetails } from '../layout/span-details.ts';
import { newElement } from './new-element.ts';

export interface DetailsActions {
  close(): void;
  jump(span: number): void;
  zoomTo(span: number): void;
}

/** A span may carry thousands; what is cut off is counted. */
const MAX_MOMENTS = 200;

export class DetailsView {
  readonly element = newElement('section', { class: 'details', 'aria-label': 'Span details', tabindex: '0' });
  readonly #actions: DetailsActions;
  #shown: SpanDetails | undefined;

  constructor(actions: DetailsActions) {
    this.#actions = actions;
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') actions.close();
    });
  }

  present(details: SpanDetails | undefined): void {
    if (details === this.#shown) return;
    const sameSpan = details?.span === this.#shown?.span;
    this.#shown = details;
    this.element.hidden = details === undefined;
    if (details === undefined) return;
    const scrolledPx = sameSpan ? this.element.scrollTop : 0;
    this.element.replaceChildren(
      this.#head(details),
      facts(details.facts),
      ...pairsSection('Attributes', details.attributes),
      ...momentsSection('Events', details.events),
      ...momentsSection('Log records', details.logs),
      ...this.#links(details),
      ...pairsSection('Resource', details.resource),
    );
    this.element.scrollTop = scrolledPx;
  }

  #head(details: SpanDetails): HTMLElement {
    const dot = newElement('i', { class: 'dot', style: `background:var(--tt-s${details.slot + 1})` });
    const zoom = newElement('button', { type: 'button', title: 'Zoom to this span (z)' }, 'Zoom to');
    zoom.addEventListener('click', () => this.#actions.zoomTo(details.span));
    const close = newElement(
      'button',
      { type: 'button', 'aria-label': 'Close details', title: 'Close (Escape)' },
      '✕',
    );
    close.addEventListener('click', () => this.#actions.close());
    const title = newElement(
      'p',
      { class: 'title' },
      details.name,
      newElement('small', {}, dot, details.service),
    );
    return newElement('header', {}, title, zoom, close);
  }

  #links(details: SpanDetails): readonly HTMLElement[] {
    if (details.links.length === 0) return [];
    const items = details.links.slice(0, MAX_MOMENTS).map((link) => {
      const { target } = link;
      if (target === undefined) return newElement('li', {}, link.label, ...table(link.pairs));
      const button = newElement('button', { type: 'button' }, `→ ${link.label}`);
      button.addEventListener('click', () => this.#actions.jump(target));
      return newElement('li', {}, button, ...table(link.pairs));
    });
    return [heading('Links', details.links.length), newElement('ul', { class: 'moments' }, ...items)];
  }
}

function heading(title: string, count: number): HTMLElement {
  return newElement('p', { class: 'part' }, title, newElement('span', {}, String(count)));
}

function facts(pairs: readonly DetailPair[]): HTMLElement {
  const items = pairs.map(({ key, value }) =>
    newElement('div', {}, newElement('dt', {}, key), newElement('dd', {}, value)),
  );
  return newElement('dl', { class: 'facts' }, ...items);
}

function pairsSection(title: string, pairs: readonly DetailPair[]): readonly HTMLElement[] {
  return pairs.length === 0 ? [] : [heading(title, pairs.length), ...table(pairs)];
}

function momentsSection(title: string, moments: readonly DetailMoment[]): readonly HTMLElement[] {
  if (moments.length === 0) return [];
  const items = moments
    .slice(0, MAX_MOMENTS)
    .map(({ at, title: text, pairs }) =>
      newElement('li', {}, newElement('span', { class: 'when' }, at), text, ...table(pairs)),
    );
  const left = moments.length - items.length;
  if (left > 0) items.push(newElement('li', {}, `and ${left} more`));
  return [heading(title, moments.length), newElement('ul', { class: 'moments' }, ...items)];
}

function table(pairs: readonly DetailPair[]): readonly HTMLElement[] {
  if (pairs.length === 0) return [];
  const rows = pairs.map(({ key, value }) => {
    const copy = newElement('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${key}` }, 'copy');
    copy.addEventListener('click', () => void copyText(copy, value));
    const cells = [
      newElement('th', { scope: 'row' }, key),
      newElement('td', {}, value),
      newElement('td', {}, copy),
    ];
    return newElement('tr', {}, ...cells);
  });
  return [newElement('table', { class: 'pairs' }, newElement('tbody', {}, ...rows))];
}

async function copyText(button: HTMLButtonElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
  } catch {
    // No permission, or no secure context: the text itself can be selected.
    button.textContent = 'not allowed';
  }
}
