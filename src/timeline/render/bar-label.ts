/** The words beside a bar: to its right if there is room, else to its left, else on it, on a ground of its own. */
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';

const GAP_PX = 7;
const CROSS_PX = 8;

export interface BarLabel {
  readonly leftPx: number;
  readonly rightPx: number;
  readonly yPx: number;
  readonly text: string;
  readonly failed: boolean;
}

export function drawBarLabel(target: DrawTarget, frame: Frame, label: BarLabel): void {
  const { geometry: g, scale } = frame;
  if (label.rightPx < scale.leftPx || label.leftPx > target.widthPx) return;
  const text = label.failed ? `${label.text} error` : label.text;
  const textPx = target.measure(text, 'figures');
  const widthPx = textPx + (label.failed ? CROSS_PX + 5 : 0);
  const middlePx = label.yPx + g.barPx / 2;
  let fromPx = label.rightPx + GAP_PX;
  if (fromPx + widthPx > target.widthPx - 4) {
    fromPx = label.leftPx - GAP_PX - widthPx;
    if (fromPx < scale.leftPx) {
      fromPx = Math.min(label.rightPx, target.widthPx) - widthPx - 10;
      if (fromPx < Math.max(label.leftPx, scale.leftPx)) return;
      target.rect(fromPx - 4, middlePx - 7, widthPx + 8, 14, 'raised', { radiusPx: 3, alpha: 0.94 });
    }
  }
  if (label.failed) drawCross(target, fromPx, middlePx);
  const paint = label.failed ? 'fail' : 'ink-soft';
  target.text(text, fromPx + widthPx - textPx, middlePx + 0.5, paint, 'figures');
}

function drawCross(target: DrawTarget, xPx: number, middlePx: number): void {
  const half = CROSS_PX / 2 - 0.5;
  target.line(xPx, middlePx - half, xPx + 2 * half, middlePx + half, 'fail', 2);
  target.line(xPx, middlePx + half, xPx + 2 * half, middlePx - half, 'fail', 2);
}
