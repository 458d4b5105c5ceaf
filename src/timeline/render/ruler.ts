/** The head of the time area: tick labels, the edge between names and time, and the moment under the pointer. */
import { durationText } from '../layout/duration-text.ts';
import { timeLeftPx } from '../layout/row-geometry.ts';
import type { RulerTick } from '../layout/ruler-ticks.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';
import { crisp } from './grid-lines.ts';

export function drawRuler(target: DrawTarget, frame: Frame, ticks: readonly RulerTick[]): void {
  const { geometry: g, scale } = frame;
  const middlePx = g.headPx / 2;
  target.rect(0, 0, target.widthPx, g.headPx, 'raised');
  const hoverText = frame.hoverPx === undefined ? '' : momentText(frame, frame.hoverPx);
  const hoverHalfPx = hoverText === '' ? 0 : target.measure(hoverText, 'figures') / 2 + 6;
  for (const tick of ticks) {
    const xPx = scale.timeToPx(tick.timeNs);
    const labelPx = target.measure(tick.label, 'small');
    target.line(crisp(xPx), g.headPx - 6, crisp(xPx), g.headPx, 'line');
    if (xPx + 5 + labelPx > target.widthPx - 2) continue;
    const hover = frame.hoverPx;
    if (hover !== undefined && xPx + 5 < hover + hoverHalfPx && xPx + 5 + labelPx > hover - hoverHalfPx)
      continue;
    target.text(tick.label, xPx + 5, middlePx, 'ink-faint', 'small');
  }
  target.line(0, g.headPx - 0.5, target.widthPx, g.headPx - 0.5, 'line');
  if (!g.stacked) {
    target.text('Span', 12, middlePx, 'ink-faint', 'small');
    target.line(timeLeftPx(g) - 0.5, 0, timeLeftPx(g) - 0.5, target.heightPx, 'line');
  }
  if (frame.hoverPx === undefined) return;
  const xPx = crisp(frame.hoverPx);
  target.line(xPx, g.headPx, xPx, target.heightPx, 'ink-faint');
  const textPx = Math.min(target.widthPx - hoverHalfPx, Math.max(scale.leftPx + hoverHalfPx, xPx));
  target.rect(textPx - hoverHalfPx, 4, hoverHalfPx * 2, g.headPx - 8, 'ink', { radiusPx: 4 });
  target.text(hoverText, textPx, middlePx + 0.5, 'raised', 'figures', 'center');
}

/** The moment under the pointer, counted as the ticks are. */
function momentText(frame: Frame, xPx: number): string {
  return durationText(frame.scale.pxToTime(xPx) - frame.zeroNs);
}
