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

  /** What is searched for; empty while the line is closed. */
  get query(): string {
    return this.element.hidden ? '' : (this.#view?.query ?? '');
  }

  /** With a query, searches for it and leaves the focus where it is. */
  async open(query?: string): Promise<void> {
    this.element.hidden = false;
    try {
      const { SearchView } = await import('../search/search-view.ts');
      // Closed again meanwhile.
      if (this.element.hidden) return;
      this.#view ??= new SearchView(this.element, this.#timeline, () => this.#close());
      if (query === undefined) this.#view.open();
      else this.#view.ask(query);
    } catch {
      this.element.textContent = 'The search could not be loaded.';
    }
  }

  refresh(): void {
    this.#view?.refresh();
  }

  /** Closed by the page: nobody's focus moves. */
  leave(): void {
    this.element.hidden = true;
    this.#view?.close();
  }

  #close(): void {
    this.leave();
    this.#closed();
  }
}
