/**
 * The waterfall: grounds, tree lines, bars, links, ruler; in that order, visible rows only. Names are not drawn here:
 * they are text in the DOM above (see dom/row-view.ts), which assistive tools, selection and zoom can reach.
 */
import { levelPx, rowTopPx, timeLeftPx } from '../layout/row-geometry.ts';
import { isFold, membersOf } from '../layout/rows.ts';
import { drawFoldBar, drawSpanBar } from './bar.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';
import { drawLinks } from './link-curves.ts';
import { drawFuture, drawPlayhead } from './playhead.ts';
import { drawRuler } from './ruler.ts';

export function drawWaterfall(target: DrawTarget, frame: Frame): void {
  const { geometry: g, visible, scale } = frame;
  target.clear();
  const bodyPx = Math.max(0, target.heightPx - g.headPx);
  target.clip(0, g.headPx, target.widthPx, bodyPx, () => {
    for (let row = visible.first; row < visible.end; row++) drawGround(target, frame, row);
    drawFuture(target, frame);
    for (const tick of frame.ticks) {
      const xPx = crisp(scale.timeToPx(tick.timeNs));
      target.line(xPx, g.headPx, xPx, target.heightPx, 'grid');
    }
    for (let row = visible.first; row < visible.end; row++) drawTreeLines(target, frame, row);
    const leftPx = g.stacked ? 0 : timeLeftPx(g);
    target.clip(leftPx, g.headPx, target.widthPx - leftPx, bodyPx, () => {
      for (let row = visible.first; row < visible.end; row++) {
        if (isFold(frame.rows, row)) drawFoldBar(target, frame, row, membersOf(frame.rows, row));
        else drawSpanBar(target, frame, row);
      }
      drawLinks(target, frame);
    });
  });
  drawRuler(target, frame);
  drawPlayhead(target, frame);
}

function drawGround(target: DrawTarget, frame: Frame, row: number): void {
  const { geometry: g } = frame;
  const yPx = rowTopPx(g, row, frame.scrollPx);
  if (frame.highlightRows.has(row)) {
    target.rect(0, yPx, target.widthPx, g.rowPx, frame.tone, { alpha: 0.08 });
    target.rect(0, yPx, 3, g.rowPx, frame.tone);
  }
  if (row === frame.selectedRow) {
    target.rect(0, yPx, target.widthPx, g.rowPx, 'accent', { alpha: 0.12 });
    target.rect(0, yPx, 3, g.rowPx, 'accent');
  } else if (row === frame.hoverRow) {
    target.rect(0, yPx, target.widthPx, g.rowPx, 'ink', { alpha: 0.045 });
  }
}

/** One line for each level above the row, so that the eye finds the parent. */
function drawTreeLines(target: DrawTarget, frame: Frame, row: number): void {
  const { geometry: g } = frame;
  // Stacked, each line would be cut by the bar below the name; the indent says enough.
  if (g.stacked) return;
  const depth = frame.rows.depth[row] ?? 0;
  const yPx = rowTopPx(g, row, frame.scrollPx);
  let lastPx = -1;
  for (let level = 0; level < depth; level++) {
    const xPx = crisp(levelPx(g, level) + 7);
    if (xPx === lastPx) break;
    lastPx = xPx;
    target.line(xPx, yPx, xPx, yPx + g.labelRowPx, 'line');
  }
}

/** A one-pixel line is sharp only in the middle of a pixel. */
function crisp(px: number): number {
  return Math.floor(px) + 0.5;
}
