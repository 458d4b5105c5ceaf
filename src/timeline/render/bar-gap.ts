/** A stretch of a bar about which no span tells: an empty box in it, with its length where there is room. */
import { durationText } from '../layout/duration-text.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';

export function drawGap(
  target: DrawTarget,
  frame: Frame,
  gap: {
    readonly leftPx: number;
    readonly widthPx: number;
    readonly yPx: number;
    /** Of the whole gap, however much of it is in sight. */
    readonly lengthNs: number;
  },
): void {
  const { geometry: g, scale } = frame;
  const { leftPx, widthPx, yPx } = gap;
  target.rect(leftPx, yPx + 1, widthPx, g.barPx - 2, 'raised');
  target.outline(leftPx + 0.5, yPx + 0.5, Math.max(1, widthPx - 1), g.barPx - 1, 'log', 0);
  const fromPx = Math.max(leftPx, scale.leftPx);
  const toPx = Math.min(leftPx + widthPx, target.widthPx);
  const length = durationText(gap.lengthNs);
  for (const text of [`${length} without a span`, length]) {
    if (target.measure(text, 'figures') + 12 > toPx - fromPx) continue;
    target.text(text, (fromPx + toPx) / 2, yPx + g.barPx / 2 + 0.5, 'ink-soft', 'figures', 'center');
    return;
  }
}
