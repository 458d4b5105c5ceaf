/** The minimap: the whole trace in lanes, what lies outside the window dimmed, the window with two handles. */
import { FAILED, type MinimapBar } from '../layout/minimap-bins.ts';
import type { TimeScale, TimeWindow } from '../viewport/time-scale.ts';
import { type DrawTarget, servicePaint } from './draw-target.ts';

export interface MinimapFrame {
  readonly bars: readonly MinimapBar[];
  readonly lanes: number;
  /** The whole trace over the whole width. */
  readonly scale: TimeScale;
  readonly window: TimeWindow;
  readonly whole: boolean;
}

const PADDING_PX = 4;

export function drawMinimap(target: DrawTarget, frame: MinimapFrame): void {
  target.clear();
  const lanePx = Math.min(6, (target.heightPx - 2 * PADDING_PX) / Math.max(1, frame.lanes));
  const barPx = Math.max(1, lanePx - (lanePx >= 2.5 ? 1 : 0));
  const topPx = Math.max(PADDING_PX, (target.heightPx - lanePx * frame.lanes) / 2);
  for (const bar of frame.bars) {
    const paint = bar.slot === FAILED ? 'fail' : servicePaint(bar.slot);
    target.rect(bar.from, topPx + bar.lane * lanePx, Math.max(1.5, bar.to - bar.from), barPx, paint);
  }
  if (frame.whole) return;
  const leftPx = frame.scale.timeToPx(frame.window.startNs);
  const rightPx = frame.scale.timeToPx(frame.window.endNs);
  target.rect(0, 0, leftPx, target.heightPx, 'sunken', { alpha: 0.78 });
  target.rect(rightPx, 0, target.widthPx - rightPx, target.heightPx, 'sunken', { alpha: 0.78 });
  for (const xPx of [leftPx, rightPx]) {
    target.rect(xPx - 1, 0, 2, target.heightPx, 'accent');
    target.rect(xPx - 3, target.heightPx / 2 - 7, 6, 14, 'accent', { radiusPx: 3 });
  }
}
