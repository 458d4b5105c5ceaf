/** Span events and log records on a row, by the same clock as the bar. One mark a pixel, however many there are. */
import type { SpanIndex } from '../../trace/model/types.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';

/** OpenTelemetry severity numbers: ERROR begins here. */
const SEVERITY_ERROR = 17;
export const DIAMOND_PX = 5;

export function drawMarks(target: DrawTarget, frame: Frame, span: number, yPx: number): void {
  const { geometry: g, scale } = frame;
  const inView = (xPx: number) => xPx >= scale.leftPx - DIAMOND_PX && xPx <= target.widthPx;
  let lastPx = Number.NEGATIVE_INFINITY;
  for (const log of frame.logsOf(span)) {
    const xPx = scale.timeToPx(log.timeNs);
    if (log.timeNs > frame.untilNs || !inView(xPx) || Math.abs(xPx - lastPx) < 1) continue;
    lastPx = xPx;
    const paint = log.severityNumber >= SEVERITY_ERROR ? 'fail' : 'log';
    target.rect(xPx - 1, yPx + g.barPx - 2, 2, 8, paint);
  }
  lastPx = Number.NEGATIVE_INFINITY;
  const middlePx = yPx + g.barPx / 2;
  for (const event of frame.table.events(span as SpanIndex)) {
    const xPx = scale.timeToPx(event.timeNs);
    if (event.timeNs > frame.untilNs || !inView(xPx) || Math.abs(xPx - lastPx) < 1) continue;
    lastPx = xPx;
    const d = DIAMOND_PX;
    const points = [xPx, middlePx - d, xPx + d, middlePx, xPx, middlePx + d, xPx - d, middlePx];
    target.shape(points, event.name === 'exception' ? 'fail' : 'log', 'raised');
  }
}
