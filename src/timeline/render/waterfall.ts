/**
 * The waterfall: grounds, tree lines, bars, links, ruler; in that order, visible rows only. Names are not drawn here:
 * they are text in the DOM above (see dom/row-view.ts), which assistive tools, selection and zoom can reach.
 */
import { rowTopPx, timeLeftPx } from '../layout/row-geometry.ts';
import { isFold, membersOf } from '../layout/rows.ts';
import { rulerTicks } from '../layout/ruler-ticks.ts';
import { drawFoldBar, drawSpanBar } from './bar.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';
import { drawTickLines, drawTreeLines } from './grid-lines.ts';
import { drawLinks } from './link-curves.ts';
import { drawFuture, drawPlayhead } from './playhead.ts';
import { drawRuler } from './ruler.ts';

export function drawWaterfall(target: DrawTarget, frame: Frame): void {
  const { geometry: g, visible, scale, zeroNs } = frame;
  const ticks = frame.rows.count === 0 ? [] : rulerTicks(scale.window, scale.widthPx, zeroNs);
  target.clear();
  const bodyPx = Math.max(0, target.heightPx - g.headPx);
  target.clip(0, g.headPx, target.widthPx, bodyPx, () => {
    for (let row = visible.first; row < visible.end; row++) drawGround(target, frame, row);
    drawFuture(target, frame);
    drawTickLines(target, g, ticks, scale);
    for (let row = visible.first; row < visible.end; row++)
      drawTreeLines(target, g, frame.rows, row, frame.scrollPx);
    const leftPx = g.stacked ? 0 : timeLeftPx(g);
    target.clip(leftPx, g.headPx, target.widthPx - leftPx, bodyPx, () => {
      for (let row = visible.first; row < visible.end; row++) {
        if (isFold(frame.rows, row)) drawFoldBar(target, frame, row, membersOf(frame.rows, row));
        else drawSpanBar(target, frame, row);
      }
      drawLinks(target, frame);
    });
  });
  drawRuler(target, frame, ticks);
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
