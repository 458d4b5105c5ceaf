/**
 * Many intervals on one row as few rectangles: neighbours closer than a pixel, and intervals narrower than one, are
 * merged, so that a row costs at most its width in rectangles however many spans it stands for.
 *
 * `members` are sorted by start. Coordinates are clipped to the scale (with a margin, so that clipped ends do not show).
 */
import type { TimeScale } from '../viewport/time-scale.ts';

export interface Segment {
  readonly leftPx: number;
  readonly rightPx: number;
  /** How many members it stands for. */
  readonly count: number;
  /** One of them failed. */
  readonly failed: boolean;
}

const MARGIN_PX = 4;
export const MIN_BAR_PX = 2;

export function mergeSegments(
  members: Int32Array,
  of: {
    readonly startNs: Float64Array;
    endOf(span: number): number;
    isFailed(span: number): boolean;
  },
  scale: TimeScale,
): readonly Segment[] {
  const segments: Segment[] = [];
  const minPx = scale.leftPx - MARGIN_PX;
  const maxPx = scale.rightPx + MARGIN_PX;
  let open = false;
  let leftPx = 0;
  let rightPx = 0;
  let count = 0;
  let failed = false;
  for (const span of members) {
    const startNs = of.startNs[span] ?? 0;
    const fromPx = Math.max(minPx, scale.timeToPx(startNs));
    const toPx = Math.min(
      maxPx,
      Math.max(fromPx + MIN_BAR_PX, scale.timeToPx(Math.max(startNs, of.endOf(span)))),
    );
    if (toPx <= minPx + MIN_BAR_PX && fromPx <= minPx) continue;
    if (fromPx >= maxPx) break;
    // Half a pixel of gap would be drawn as a smear.
    if (open && fromPx < rightPx + 1) {
      rightPx = Math.max(rightPx, toPx);
      count++;
      failed ||= of.isFailed(span);
      continue;
    }
    if (open) segments.push({ leftPx, rightPx, count, failed });
    open = true;
    leftPx = fromPx;
    rightPx = toPx;
    count = 1;
    failed = of.isFailed(span);
  }
  if (open) segments.push({ leftPx, rightPx, count, failed });
  return segments;
}
