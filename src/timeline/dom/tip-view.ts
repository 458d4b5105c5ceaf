/** The tip beside the pointer, kept inside the stage. */
import type { Tooltip } from '../timeline-view.ts';
import { newElement } from './new-element.ts';

export class TipView {
  readonly element = newElement('div', { class: 'tip', 'aria-hidden': 'true', hidden: '' });
  #shown = '';

  present(
    tooltip: Tooltip | undefined,
    { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  ): void {
    this.element.hidden = tooltip === undefined;
    if (tooltip === undefined) return;
    const key = [tooltip.title, ...tooltip.lines].join('\n');
    if (this.#shown !== key) {
      this.#shown = key;
      const lines = tooltip.lines.map((line) => newElement('span', {}, line));
      this.element.replaceChildren(newElement('b', {}, tooltip.title), ...lines);
    }
    const { offsetWidth, offsetHeight } = this.element;
    const leftPx = Math.max(4, Math.min(tooltip.xPx + 14, widthPx - offsetWidth - 4));
    const belowPx = tooltip.yPx + 18;
    const topPx = belowPx + offsetHeight > heightPx ? tooltip.yPx - 12 - offsetHeight : belowPx;
    this.element.style.transform = `translate(${leftPx}px, ${Math.max(2, topPx)}px)`;
  }
}
