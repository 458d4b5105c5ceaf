/** The switch between views: a radio group, so one stop for Tab and arrows inside. Hidden while there is nothing to choose. */
import { newElement, setAttribute } from '../dom/new-element.ts';
import type { ViewContext, ViewEntry } from './trace-view.ts';
import { views, WATERFALL } from './views.ts';

export class ViewSwitch {
  readonly element = newElement('div', { class: 'views', role: 'radiogroup', 'aria-label': 'View' });
  readonly #buttons: HTMLButtonElement[] = [];
  readonly #choose: (name: string) => void;

  constructor(choose: (name: string) => void) {
    this.#choose = choose;
    this.#add({ name: WATERFALL, label: 'Waterfall', title: 'Spans as rows, time across' });
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  #add({ name, label, title }: Pick<ViewEntry, 'name' | 'label' | 'title'>): void {
    const button = newElement('button', { type: 'button', role: 'radio', value: name, title }, label);
    button.addEventListener('click', () => this.#choose(name));
    this.#buttons.push(button);
    this.element.append(button);
  }

  present(chosen: string, context: Pick<ViewContext, 'comparison'>): void {
    // A page may add its own at any time.
    for (const entry of views.slice(this.#buttons.length - 1)) this.#add(entry);
    for (const button of this.#buttons) {
      const entry = views.find(({ name }) => name === button.value);
      const isChosen = button.value === chosen;
      button.hidden = !isChosen && entry?.isOffered?.(context) === false;
      setAttribute(button, 'aria-checked', String(isChosen));
      setAttribute(button, 'tabindex', isChosen ? '0' : '-1');
    }
    this.element.hidden = this.#offered.length < 2;
  }

  get #offered(): readonly HTMLButtonElement[] {
    return this.#buttons.filter((button) => !button.hidden);
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const offered = this.#offered;
    const at = offered.indexOf(event.target as HTMLButtonElement);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    const next = offered[(at + by + offered.length) % offered.length];
    next?.focus();
    if (next !== undefined) this.#choose(next.value);
  }
}
