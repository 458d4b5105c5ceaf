/** The minimap's bars, laid out again only when what they show has changed; of a big live trace, a few times a second. */
import { type MinimapBar, minimapBars } from './layout/minimap-bins.ts';
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
  #laidOutAtMs = Number.NEGATIVE_INFINITY;

  draw(target: DrawTarget, model: TimelineModel, viewport: Viewport, atMs: number): void {
    const { rows, version } = model;
    const { startNs, endNs } = viewport.domain;
    const lanes = Math.max(1, Math.min(MAX_LANES, rows.count));
    const bins = Math.max(1, Math.floor(target.widthPx));
    const key = `${version} ${rows.count} ${bins} ${startNs} ${endNs}`;
    const isDue =
      model.nowNs === undefined || rows.count < BIG_ROWS || atMs - this.#laidOutAtMs > BIG_EVERY_MS;
    if (key !== this.#key && isDue) {
      this.#key = key;
      this.#laidOutAtMs = atMs;
      this.#bars = minimapBars(model.table, rows, model.palette, viewport.domain, model.endOf, {
        bins,
        lanes,
      });
    }
    drawMinimap(target, {
      bars: this.#bars,
      lanes,
      scale: viewport.wholeScale(target.widthPx),
      window: viewport.window,
      whole: viewport.isFitted,
    });
  }
}
