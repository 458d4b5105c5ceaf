/**
 * What happened in a span, by the same clock as its bar. One mark of a kind a pixel, however many there are.
 *
 *     o                 measurement (exemplar), above the bar
 *   [====◆=======]      event, on it: of the span, or a log record with a name
 *       |               log record, below it; in red, an exception and a log record of an error
 */
import type { SpanMarkType } from '../layout/span-marks.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';

export const DIAMOND_PX = 5;

export function drawMarks(target: DrawTarget, frame: Frame, span: number, yPx: number): void {
  const { scale } = frame;
  const lastPx: { [type in SpanMarkType]?: number } = {};
  for (const { type, timeNs } of frame.marksOf(span)) {
    if (timeNs > frame.untilNs) break;
    const xPx = scale.timeToPx(timeNs);
    if (xPx < scale.leftPx - DIAMOND_PX || xPx - (lastPx[type] ?? Number.NEGATIVE_INFINITY) < 1) continue;
    if (xPx > target.widthPx) break;
    lastPx[type] = xPx;
    drawMark(target, type, xPx, yPx, frame.geometry.barPx);
  }
}

function drawMark(target: DrawTarget, type: SpanMarkType, xPx: number, yPx: number, barPx: number): void {
  const middlePx = yPx + barPx / 2;
  const d = DIAMOND_PX;
  switch (type) {
    case 'log':
    case 'error-log':
      target.rect(xPx - 1, yPx + barPx - 2, 2, 8, type === 'log' ? 'log' : 'fail');
      break;
    case 'exemplar':
      target.rect(xPx - 3, yPx - 6, 6, 6, 'raised', { radiusPx: 3 });
      target.outline(xPx - 2.5, yPx - 5.5, 5, 5, 'accent', 2.5);
      break;
    default: {
      const points = [xPx, middlePx - d, xPx + d, middlePx, xPx, middlePx + d, xPx - d, middlePx];
      target.shape(points, type === 'exception' ? 'fail' : 'log', 'raised');
    }
  }
}
