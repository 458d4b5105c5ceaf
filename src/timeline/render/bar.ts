/**
 * One row's bar and what stands on it.
 *
 *   ended   [==============] 12.5 ms        open   [=======~~~ open
 *   failed  [==============] x 12.5 ms error        lost   [- - - - -| lost
 *   fold    [==] [==] [==] [==]  x12, 32 ms          marks  ◆ span event (on the bar), | log record (below it)
 */
import { durationText } from '../layout/duration-text.ts';
import { MIN_BAR_PX, mergeSegments } from '../layout/merge-segments.ts';
import { rowTopPx } from '../layout/row-geometry.ts';
import { drawGap } from './bar-gap.ts';
import { drawBarLabel } from './bar-label.ts';
import { drawMarks } from './bar-marks.ts';
import { type DrawTarget, servicePaint } from './draw-target.ts';
import type { Frame } from './frame.ts';
import { drawLinkAway } from './link-curves.ts';

const RADIUS_PX = 3;
/** Bars are cut off this far outside the time area, so that their round ends do not show there. */
const OVERHANG_PX = 8;
const FAINT = 0.34;
/** More pieces than this on one row cannot be told apart, so nothing is drawn for each. */
const MAX_TELLABLE = 400;
const ERROR = 2;

export function drawSpanBar(target: DrawTarget, frame: Frame, row: number): void {
  const { geometry: g, scale, table } = frame;
  const span = frame.rows.span[row] ?? 0;
  const { startNs, service } = table.columns;
  const state = frame.stateOf(span);
  const yPx = rowTopPx(g, row, frame.scrollPx) + g.barTopPx;
  const fromNs = startNs[span] ?? 0;
  const trueLeftPx = scale.timeToPx(fromNs);
  const trueRightPx = Math.max(trueLeftPx + MIN_BAR_PX, scale.timeToPx(Math.max(fromNs, frame.endOf(span))));
  const leftPx = Math.max(scale.leftPx - OVERHANG_PX, trueLeftPx);
  const rightPx = Math.min(target.widthPx + OVERHANG_PX, trueRightPx);
  const failed = frame.statusOf(span) === ERROR;
  if (rightPx > leftPx && trueRightPx >= scale.leftPx) {
    const paint = servicePaint(frame.palette.slotOf(service[span] ?? 0));
    const widthPx = rightPx - leftPx;
    const faint = isFaint(frame, row);
    target.rect(leftPx, yPx, widthPx, g.barPx, paint, {
      radiusPx: RADIUS_PX,
      ...(faint ? { alpha: FAINT } : state === 'lost' ? { alpha: 0.5 } : {}),
      ...(state === 'open' ? { softEnd: true } : {}),
    });
    if (state !== 'ended') {
      target.line(rightPx, yPx - 3, rightPx, yPx + g.barPx + 3, paint, 2, state === 'lost');
    }
    drawOverlay(target, frame, span, yPx);
    if (frame.isSkewed(span)) {
      // By its caller's clock it cannot have been here.
      target.line(leftPx, yPx + g.barPx + 3, rightPx, yPx + g.barPx + 3, 'log', 2, true);
    }
    if (failed) target.outline(leftPx, yPx, widthPx, g.barPx, 'fail', RADIUS_PX);
    if (frame.highlightSpans.has(span)) {
      target.outline(leftPx - 2.5, yPx - 2.5, widthPx + 5, g.barPx + 5, 'ink', RADIUS_PX + 2);
    }
  }
  drawMarks(target, frame, span, yPx);
  if (frame.linksAway(span)) drawLinkAway(target, trueLeftPx, yPx + g.barPx / 2);
  const word = state === 'ended' ? durationText((table.columns.endNs[span] ?? 0) - fromNs) : state;
  drawBarLabel(target, frame, { leftPx: trueLeftPx, rightPx: trueRightPx, yPx, text: word, failed });
}

export function drawFoldBar(target: DrawTarget, frame: Frame, row: number, members: Int32Array): void {
  const { geometry: g, table } = frame;
  const first = members[0] ?? 0;
  const yPx = rowTopPx(g, row, frame.scrollPx) + g.barTopPx;
  const paint = servicePaint(frame.palette.slotOf(table.columns.service[first] ?? 0));
  const { startNs } = table.columns;
  const isFailed = (span: number) => frame.statusOf(span) === ERROR;
  const segments = mergeSegments(members, { startNs, isFailed, endOf: frame.endOf }, frame.scale);
  const highlighted = frame.highlightRows.has(row);
  let failed = false;
  for (const segment of segments) {
    const widthPx = segment.rightPx - segment.leftPx;
    const style = isFaint(frame, row) ? { alpha: FAINT } : {};
    target.rect(segment.leftPx, yPx, widthPx, g.barPx, paint, { radiusPx: RADIUS_PX, ...style });
    if (segment.failed || (highlighted && segments.length <= MAX_TELLABLE)) {
      target.outline(segment.leftPx, yPx, widthPx, g.barPx, segment.failed ? 'fail' : frame.tone, RADIUS_PX);
    }
    failed ||= segment.failed;
  }
  if (frame.overlay !== undefined && members.length <= MAX_TELLABLE) {
    for (const member of members) drawOverlay(target, frame, member, yPx);
  }
  const leftPx = segments[0]?.leftPx;
  const rightPx = segments.at(-1)?.rightPx;
  if (leftPx === undefined || rightPx === undefined) return;
  drawBarLabel(target, frame, { leftPx, rightPx, yPx, text: frame.foldText(row), failed });
}

/** Below an overlay, and where a search matches nothing. */
function isFaint({ overlay, matchRows }: Frame, row: number): boolean {
  return overlay !== undefined || matchRows?.has(row) === false;
}

function drawOverlay(target: DrawTarget, frame: Frame, span: number, yPx: number): void {
  if (frame.overlay === undefined) return;
  const { geometry: g, scale } = frame;
  const paint = servicePaint(frame.palette.slotOf(frame.table.columns.service[span] ?? 0));
  const isPath = frame.overlay.type === 'critical-path';
  const intervals = frame.overlay.intervals(span);
  const flush = (leftPx: number, rightPx: number, lengthNs: number) => {
    const widthPx = Math.max(1, rightPx - leftPx);
    if (frame.overlay?.type === 'gaps') {
      drawGap(target, frame, { leftPx, widthPx, yPx, lengthNs });
      return;
    }
    target.rect(leftPx, yPx, widthPx, g.barPx, paint, { radiusPx: 1 });
    if (isPath) target.rect(leftPx, yPx + g.barPx - 3, widthPx, 3, 'ink');
  };
  // A parent of 50,000 has as many intervals: those less than a pixel apart are drawn as one.
  let fromPx = Number.NaN;
  let toPx = Number.NaN;
  let lengthNs = 0;
  for (let at = 0; at + 1 < intervals.length; at += 2) {
    const startNs = intervals[at] ?? 0;
    const endNs = intervals[at + 1] ?? 0;
    const leftPx = Math.max(scale.leftPx - OVERHANG_PX, scale.timeToPx(startNs));
    const rightPx = Math.min(target.widthPx + OVERHANG_PX, scale.timeToPx(endNs));
    if (rightPx < leftPx) continue;
    if (leftPx < toPx + 1) {
      toPx = Math.max(toPx, rightPx);
      lengthNs += endNs - startNs;
      continue;
    }
    if (!Number.isNaN(fromPx)) flush(fromPx, toPx, lengthNs);
    fromPx = leftPx;
    toPx = rightPx;
    lengthNs = endNs - startNs;
  }
  if (!Number.isNaN(fromPx)) flush(fromPx, toPx, lengthNs);
}
