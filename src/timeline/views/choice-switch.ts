/** Which of a few ways a view shows itself: a radio group, so one stop for Tab and arrows inside. */
import { newElement, setAttribute } from '../dom/new-element.ts';

export class ChoiceSwitch<Name extends string> {
  readonly element: HTMLElement;
  readonly #names: readonly Name[];
  readonly #choose: (name: Name) => void;

  constructor(label: string, labels: { readonly [name in Name]: string }, choose: (name: Name) => void) {
    this.#names = Object.keys(labels) as Name[];
    this.#choose = choose;
    const buttons = this.#names.map((value) => {
      const button = newElement('button', { type: 'button', role: 'radio', value }, labels[value]);
      button.addEventListener('click', () => choose(value));
      return button;
    });
    this.element = newElement('span', { role: 'radiogroup', 'aria-label': label }, ...buttons);
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  present(chosen: Name): void {
    for (const button of this.element.children) {
      const isChosen = button.getAttribute('value') === chosen;
      setAttribute(button, 'aria-checked', String(isChosen));
      setAttribute(button, 'tabindex', isChosen ? '0' : '-1');
    }
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = this.#names.indexOf((event.target as HTMLButtonElement).value as Name);
    const next = this.#names[(at + (by ?? 0) + this.#names.length) % this.#names.length];
    if (by === undefined || at < 0 || next === undefined) return;
    event.preventDefault();
    this.#choose(next);
    this.element.querySelector<HTMLElement>(`[value=${next}]`)?.focus();
  }
}
