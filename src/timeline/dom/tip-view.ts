/** The tip beside the pointer, kept inside the stage. */
import { spanTooltip } from '../layout/span-tooltip.ts';
import type { Frame } from '../render/frame.ts';
import type { PointedAt } from '../timeline-view.ts';
import { newElement } from './new-element.ts';
import { newStyle } from './new-style.ts';

export interface StageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export class TipView {
  readonly #element: HTMLElement;
  readonly #text = newElement('div');
  #shown = '';

  constructor(element: HTMLElement) {
    this.#element = element;
    element.append(newStyle(STYLE), this.#text);
  }

  present({ xPx, yPx, span }: PointedAt, frame: Frame, { widthPx, heightPx }: StageSize): void {
    const { title, lines } = spanTooltip(frame, span);
    const key = [title, ...lines].join('\n');
    if (this.#shown !== key) {
      this.#shown = key;
      this.#text.replaceChildren(
        newElement('b', {}, title),
        ...lines.map((line) => newElement('span', {}, line)),
      );
    }
    const { offsetWidth, offsetHeight } = this.#element;
    const leftPx = Math.max(4, Math.min(xPx + 14, widthPx - offsetWidth - 4));
    const belowPx = yPx + 18;
    const topPx = belowPx + offsetHeight > heightPx ? yPx - 12 - offsetHeight : belowPx;
    this.#element.style.transform = `translate(${leftPx}px, ${Math.max(2, topPx)}px)`;
  }
}

const STYLE = `
.tip{position:absolute;left:0;top:0;max-width:min(320px,80%);padding:7px 10px;border:1px solid var(--tt-line);border-radius:6px;background:var(--tt-raised);box-shadow:0 6px 20px #0003;font-size:12.5px;pointer-events:none;overflow-wrap:anywhere}
.tip>div>*{display:block}.tip b{font-weight:600}.tip span{color:var(--tt-ink-soft)}
`;
