/**
 * The minimap's bars, laid out again only when what they show has changed (of a big live trace, a few times a second), and
 * drawn only when they, the window or the canvas have: scrolling the rows leaves it as it is.
 */
import { type MinimapBar, paintMinimap } from './layout/minimap-bins.ts';
import type { DrawTarget } from './render/draw-target.ts';
import { drawMinimap } from './render/minimap.ts';
import type { TimelineModel } from './timeline-model.ts';
import type { Viewport } from './viewport/viewport.ts';

const MAX_LANES = 14;
const BIG_ROWS = 5_000;
const BIG_EVERY_MS = 250;

export class TimelineMinimap {
  #key = '';
  #bars: readonly MinimapBar[] = [];
  /** While there is more of it to be laid out, in the next frame. */
  painting: ReturnType<typeof paintMinimap> | undefined;
  #laidOutAtMs = Number.NEGATIVE_INFINITY;
  #drawn:
    | { readonly bars: readonly MinimapBar[]; readonly startNs: number; readonly endNs: number }
    | undefined;

  /** The canvas was cleared, or its colours are others. */
  forget(): void {
    this.#drawn = undefined;
  }

  draw(target: DrawTarget, model: TimelineModel, viewport: Viewport, atMs: number): void {
    const { rows, version } = model;
    const { startNs, endNs } = viewport.domain;
    const lanes = Math.max(1, Math.min(MAX_LANES, rows.count));
    const bins = Math.max(1, Math.floor(target.widthPx));
    // In a big trace, opening a row moves others by less than a pixel here.
    const rowsKey = rows.count < BIG_ROWS ? rows.count : 'many';
    const key = `${version} ${rowsKey} ${bins} ${startNs} ${endNs} ${model.asOfNs ?? ''}`;
    const isDue =
      model.nowNs === undefined || rows.count < BIG_ROWS || atMs - this.#laidOutAtMs > BIG_EVERY_MS;
    if (key !== this.#key && isDue) {
      this.#key = key;
      this.#laidOutAtMs = atMs;
      this.painting = paintMinimap(model.table, rows, model.palette, viewport.domain, model.endOf, {
        bins,
        lanes,
      });
    }
    const step = this.painting?.next();
    if (step?.done) {
      this.#bars = step.value;
      this.painting = undefined;
    }
    const { window } = viewport;
    const was = this.#drawn;
    if (was?.bars === this.#bars && was.startNs === window.startNs && was.endNs === window.endNs) return;
    this.#drawn = { bars: this.#bars, startNs: window.startNs, endNs: window.endNs };
    drawMinimap(target, {
      bars: this.#bars,
      lanes,
      scale: viewport.wholeScale(target.widthPx),
      window,
      whole: viewport.isFitted,
    });
  }
}
