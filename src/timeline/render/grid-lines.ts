/** Lines that the waterfall and the comparison have in common: of the ruler's ticks down the rows, and of the tree's levels. */
import { levelPx, type RowGeometry, rowTopPx } from '../layout/row-geometry.ts';
import type { Rows } from '../layout/rows.ts';
import type { RulerTick } from '../layout/ruler-ticks.ts';
import type { TimeScale } from '../viewport/time-scale.ts';
import type { DrawTarget } from './draw-target.ts';

export function drawTickLines(
  target: DrawTarget,
  g: RowGeometry,
  ticks: readonly RulerTick[],
  scale: TimeScale,
): void {
  for (const { timeNs } of ticks) {
    const xPx = crisp(scale.timeToPx(timeNs));
    target.line(xPx, g.headPx, xPx, target.heightPx, 'grid');
  }
}

/** One line for each level above the row, so that the eye finds the parent. */
export function drawTreeLines(
  target: DrawTarget,
  g: RowGeometry,
  { depth }: Pick<Rows, 'depth'>,
  row: number,
  scrollPx: number,
): void {
  // Stacked, each line would be cut by the bar below the name; the indent says enough.
  if (g.stacked) return;
  const yPx = rowTopPx(g, row, scrollPx);
  let lastPx = -1;
  for (let level = 0; level < (depth[row] ?? 0); level++) {
    const xPx = crisp(levelPx(g, level) + 7);
    // Deeper levels stand where this one does.
    if (xPx === lastPx) break;
    lastPx = xPx;
    target.line(xPx, yPx, xPx, yPx + g.labelRowPx, 'line');
  }
}

/** A one-pixel line is sharp only in the middle of a pixel. */
export function crisp(px: number): number {
  return Math.floor(px) + 0.5;
}
