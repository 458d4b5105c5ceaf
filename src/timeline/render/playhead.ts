/** While a trace is shown as of a time: that time as a line, and what is to come under a veil, below bars and labels. */
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';
import { crisp } from './grid-lines.ts';

export function drawFuture(target: DrawTarget, frame: Frame): void {
  const xPx = playheadPx(frame);
  const { headPx } = frame.geometry;
  if (xPx !== undefined)
    target.rect(xPx, headPx, target.widthPx - xPx, target.heightPx - headPx, 'sunken', { alpha: 0.7 });
}

export function drawPlayhead(target: DrawTarget, frame: Frame): void {
  const xPx = playheadPx(frame);
  if (xPx !== undefined) target.line(crisp(xPx), 0, crisp(xPx), target.heightPx, 'accent', 1.5);
}

function playheadPx({ untilNs, scale }: Frame): number | undefined {
  if (untilNs === Number.POSITIVE_INFINITY) return undefined;
  const xPx = Math.max(scale.leftPx, scale.timeToPx(untilNs));
  return xPx > scale.rightPx ? undefined : xPx;
}
