/**
 * The rows and what belongs to them: the canvas, the treegrid above it, the scroll bar, the tip, the edge of the names.
 * Events go in by the interact modules, one frame's view comes out by {@link present}.
 *
 * +- scroll ------------------------------------+
 * | stage (sticky): canvas, treegrid, range, tip |
 * | filler: gives the scroll bar its length      |
 * +----------------------------------------------+
 * | rows below, if any                           |
 * +----------------------------------------------+
 */
import { MIN_LABEL_PX, maxHeightCss, maxLabelPx, rowsBelow } from '../layout/row-geometry.ts';
import { Canvas2d, type Canvas2dTheme } from '../render/canvas2d.ts';
import type { Timeline } from '../timeline.ts';
import type { TimelineView } from '../timeline-view.ts';
import { MoreRows } from './more-rows.ts';
import { newElement, setAttribute } from './new-element.ts';
import { RowView } from './row-view.ts';
import { TipBox } from './tip-box.ts';

export class StageView {
  readonly #canvas = newElement('canvas', { 'aria-hidden': 'true' });
  readonly rows = new RowView();
  readonly #tip = new TipBox();
  readonly #range = newElement('div', { class: 'range', hidden: '' });
  readonly separator = newElement('div', {
    class: 'sep',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the names',
    'aria-valuemin': String(MIN_LABEL_PX),
  });
  readonly stage = newElement('div', { class: 'stage' });
  readonly #filler = newElement('div');
  readonly scroll = newElement('div', { class: 'scroll' }, this.stage, this.#filler);
  readonly #more: MoreRows;
  readonly target: Canvas2d;
  readonly elements: readonly HTMLElement[];
  #contentPx = 0;

  constructor(theme: Canvas2dTheme, timeline: () => Timeline) {
    this.target = new Canvas2d(this.#canvas, theme);
    this.#more = new MoreRows((direction) => {
      const { pageRows, geometry } = timeline().viewport;
      this.scroll.scrollTop = direction === 'top' ? 0 : this.scroll.scrollTop + pageRows * geometry.rowPx;
    });
    this.stage.append(this.#canvas, this.rows.element, this.#range, this.separator, this.#tip.element);
    this.elements = [this.scroll, this.#more.element];
  }

  present(view: TimelineView): void {
    this.#contentPx = view.contentPx;
    const { geometry: g } = view.frame;
    const { heightPx } = this.target;
    const height = `min(${view.contentPx + 1}px, var(--timeline-max-height, ${maxHeightCss(g)}))`;
    if (this.scroll.style.height !== height) this.scroll.style.height = height;
    this.#fill(view.contentPx);
    this.separator.hidden = g.stacked;
    this.separator.style.left = `${g.labelPx}px`;
    setAttribute(this.separator, 'aria-valuemax', String(maxLabelPx(g.widthPx)));
    setAttribute(this.separator, 'aria-valuenow', String(g.labelPx));
    this.rows.present(view);
    const below = rowsBelow(g, view.frame.scrollPx, heightPx, view.frame.rows.count);
    this.#more.present(view.contentPx <= heightPx, below);
    this.#tip.present(view, this.target);
  }

  /** Fits the canvas to its place. */
  measure(): { readonly widthPx: number; readonly heightPx: number } {
    const widthPx = this.scroll.clientWidth;
    const heightPx = this.scroll.clientHeight;
    this.stage.style.height = `${heightPx}px`;
    this.target.resize(widthPx, heightPx, devicePixelRatio);
    return { widthPx, heightPx };
  }

  /** The filler may still have the length of the frame before. */
  scrollTo(scrollPx: number): void {
    this.#fill(Math.max(this.#contentPx, scrollPx + this.target.heightPx));
    this.scroll.scrollTop = scrollPx;
  }

  showDrag(range: { readonly fromPx: number; readonly toPx: number } | undefined, isPan: boolean): void {
    this.stage.classList.toggle('drag', isPan);
    this.#range.hidden = range === undefined;
    if (range === undefined) return;
    this.#range.style.left = `${Math.min(range.fromPx, range.toPx)}px`;
    this.#range.style.width = `${Math.abs(range.toPx - range.fromPx)}px`;
  }

  #fill(contentPx: number): void {
    const height = `${Math.max(0, contentPx - this.target.heightPx)}px`;
    if (this.#filler.style.height !== height) this.#filler.style.height = height;
  }
}
