/** The details of the selected span. All of it is foreign text: it is set as text, never as markup. */
import { type DetailMoment, type DetailPair, type SpanDetails, spanDetails } from '../layout/span-details.ts';
import type { DetailsRequest } from '../timeline-view.ts';
import { newElement } from './new-element.ts';
import { newStyle } from './new-style.ts';

export interface DetailsActions {
  close(): void;
  jump(span: number): void;
  /** To a span that is not here. */
  linkAway(link: { readonly traceId: string; readonly spanId: string }): void;
  zoomTo(span: number): void;
}

const STYLE = `
.details header{display:flex;align-items:start;gap:10px;margin-bottom:10px}
.title{font-size:15px;font-weight:650;line-height:1.35;overflow-wrap:anywhere;flex:1;max-height:10em;overflow:auto}
.title small{display:block;font-weight:400;color:var(--tt-ink-soft);font-size:12.5px}
.part{font-size:12px;font-weight:600;color:var(--tt-ink-faint);margin:16px 0 5px;display:flex;gap:6px;align-items:baseline}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:9px 14px}
.facts dt{font-size:11.5px;color:var(--tt-ink-faint)}
.facts dd{font:500 12.5px/1.5 var(--tt-mono);overflow-wrap:anywhere}
.pairs{width:100%;border-collapse:collapse;font:400 12.5px/1.5 var(--tt-mono)}
.pairs th{text-align:start;font-weight:400;color:var(--tt-ink-soft);padding:3px 14px 3px 0;vertical-align:top;width:1%;white-space:nowrap;max-width:46cqi;overflow-wrap:anywhere}
.pairs td{padding:3px 0;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}
.pairs tr+tr>*{border-top:1px solid var(--tt-grid)}
.pairs td:last-child{width:1%;padding-inline-start:8px}
.copy{height:22px;padding:0 7px;font-size:11.5px;border-color:transparent;color:var(--tt-ink-faint)}
.moments{list-style:none;padding:0;display:grid;gap:7px}
.moments .when{font-family:var(--tt-mono);color:var(--tt-log);margin-inline-end:8px}
@container (max-width:480px){.pairs th{white-space:normal;min-width:38cqi}.pairs td:last-child{display:none}}
`;

/** A span may carry thousands; what is cut off is counted. */
const MAX_MOMENTS = 200;
const MAX_PAIRS = 500;

export class DetailsView {
  readonly #holder: HTMLElement;
  readonly #actions: DetailsActions;
  readonly #style = newStyle(STYLE);
  #span = -1;
  #shown = '';

  constructor(holder: HTMLElement, actions: DetailsActions) {
    this.#holder = holder;
    this.#actions = actions;
  }

  present({ source, span }: DetailsRequest): void {
    const details = spanDetails(source, span);
    const key = JSON.stringify(details);
    // A run goes on while the reader is at one of its buttons, or has marked a part of its text.
    if (key === this.#shown) return;
    this.#shown = key;
    const isSame = span === this.#span;
    const scrolledPx = isSame ? this.#holder.scrollTop : 0;
    const { activeElement } = this.#holder.getRootNode() as ShadowRoot;
    const focused = isSame ? this.#buttons.indexOf(activeElement as HTMLButtonElement) : -1;
    this.#span = span;
    this.#holder.replaceChildren(
      this.#style,
      this.#head(details),
      facts(details.facts),
      ...pairsSection('Attributes', details.attributes),
      ...momentsSection('Events', details.events),
      ...momentsSection('Log records', details.logs),
      ...momentsSection('Measurements', details.measurements),
      ...this.#links(details),
      ...pairsSection('Resource', details.resource),
    );
    this.#holder.scrollTop = scrolledPx;
    this.#buttons[focused]?.focus({ preventScroll: true });
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.#holder.querySelectorAll('button')];
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
      const button = newElement('button', { type: 'button' }, `→ ${link.label}`);
      button.addEventListener('click', () => {
        if (target === undefined) this.#actions.linkAway(link);
        else this.#actions.jump(target);
      });
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
  return pairs.length === 0 ? [] : [heading(title, pairs.length), ...table(pairs, title)];
}

function momentsSection(title: string, moments: readonly DetailMoment[]): readonly HTMLElement[] {
  if (moments.length === 0) return [];
  const items = moments
    .slice(0, MAX_MOMENTS)
    .map(({ at, title: text, pairs }) =>
      newElement('li', {}, newElement('span', { class: 'when' }, at), text, ...table(pairs)),
    );
  const left = moments.length - items.length;
  if (left > 0) items.push(newElement('li', {}, `and ${left.toLocaleString('en')} more`));
  return [heading(title, moments.length), newElement('ul', { class: 'moments' }, ...items)];
}

function table(pairs: readonly DetailPair[], name = 'Attributes'): readonly HTMLElement[] {
  if (pairs.length === 0) return [];
  const rows = pairs.slice(0, MAX_PAIRS).map(({ key, value }) => {
    const copy = newElement('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${key}` }, 'copy');
    copy.addEventListener('click', () => void copyText(copy, value));
    const cells = [
      newElement('th', { scope: 'row' }, key),
      newElement('td', {}, value),
      newElement('td', {}, copy),
    ];
    return newElement('tr', {}, ...cells);
  });
  const left = pairs.length - rows.length;
  const more = left > 0 ? [newElement('p', {}, `and ${left.toLocaleString('en')} more`)] : [];
  const cells = newElement('tbody', {}, ...rows);
  return [newElement('table', { class: 'pairs', 'aria-label': name }, cells), ...more];
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
