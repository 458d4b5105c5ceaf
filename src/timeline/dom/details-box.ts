/** The place of the details. What is in it is loaded when a span is first selected. */
import type { DetailsRequest } from '../timeline-view.ts';
import type { DetailsActions, DetailsView } from './details-view.ts';
import { newElement } from './new-element.ts';

export class DetailsBox {
  readonly element = newElement('section', {
    class: 'details',
    'aria-label': 'Span details',
    tabindex: '0',
    hidden: '',
  });
  readonly #actions: DetailsActions;
  #asked: DetailsRequest | undefined;
  #view: DetailsView | undefined;
  #loading = false;

  constructor(actions: DetailsActions) {
    this.#actions = actions;
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') actions.close();
    });
  }

  present(asked: DetailsRequest | undefined): void {
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.element.hidden = asked === undefined;
    if (asked === undefined) return;
    if (this.#view !== undefined) this.#view.present(asked);
    else if (!this.#loading) void this.#load();
  }

  async #load(): Promise<void> {
    this.#loading = true;
    try {
      const { DetailsView } = await import('./details-view.ts');
      this.#view = new DetailsView(this.element, this.#actions);
      if (this.#asked !== undefined) this.#view.present(this.#asked);
    } catch {
      this.element.textContent = 'The details could not be loaded. Select the span again.';
    }
    this.#loading = false;
  }
}
