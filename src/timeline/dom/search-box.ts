/** The place of the search line. What is in it is loaded when it is first opened. */
import type { SearchView } from '../search/search-view.ts';
import type { Timeline } from '../timeline.ts';
import { newElement } from './new-element.ts';

export class SearchBox {
  readonly element = newElement('div', { class: 'find', role: 'search', hidden: '' });
  readonly #timeline: Timeline;
  readonly #closed: () => void;
  #view: SearchView | undefined;

  constructor(timeline: Timeline, closed: () => void) {
    this.#timeline = timeline;
    this.#closed = closed;
  }

  async open(): Promise<void> {
    this.element.hidden = false;
    try {
      const { SearchView } = await import('../search/search-view.ts');
      this.#view ??= new SearchView(this.element, this.#timeline, () => this.#close());
      this.#view.open();
    } catch {
      this.element.textContent = 'The search could not be loaded.';
    }
  }

  refresh(): void {
    this.#view?.refresh();
  }

  #close(): void {
    this.element.hidden = true;
    this.#view?.close();
    this.#closed();
  }
}
