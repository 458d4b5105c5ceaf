/**
 * The edge below the rows, when there are more than fit: how many are out of sight, and a way to them; at the end, a way
 * back. For the pointer alone: keys walk the rows, and the treegrid says how many there are.
 */
import { newElement, setText } from './new-element.ts';

export class MoreRows {
  readonly element = newElement('button', {
    type: 'button',
    class: 'more',
    tabindex: '-1',
    'aria-hidden': 'true',
    hidden: '',
  });
  #below = 0;

  constructor(go: (direction: 'down' | 'top') => void) {
    this.element.addEventListener('click', () => go(this.#below > 0 ? 'down' : 'top'));
  }

  present(fits: boolean, below: number): void {
    this.#below = below;
    this.element.hidden = fits;
    const rows = `+${below.toLocaleString('en')} row${below === 1 ? '' : 's'}`;
    if (!fits) setText(this.element, below > 0 ? `${rows} ↓` : 'first row ↑');
  }
}
