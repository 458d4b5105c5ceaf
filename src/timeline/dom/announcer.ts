/** What arrives, said politely and not more often than a listener can bear. */
import { newElement } from './new-element.ts';

const EVERY_MS = 1_500;

export class Announcer {
  readonly element = newElement('div', { class: 'vh', role: 'status', 'aria-live': 'polite' });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next = '';

  say(text: string): void {
    if (text === this.#next) return;
    this.#next = text;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.element.textContent = this.#next;
    }, EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
