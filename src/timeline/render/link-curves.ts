/**
 * Links between loaded spans: a dashed curve from the consumer's start back to its producer. To one that is far away it is
 * drawn while the reader is at one of its ends; else a stub says that there is one. A thousand curves from one fold to all over
 * the trace would lie over every bar, and dashes of a curve as long as ten thousand rows would cost a second a frame.
 */
import { rowTopPx } from '../layout/row-geometry.ts';
import { rowShowing } from '../layout/rows.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';

/** More curves than this are a grey cloud. */
const MAX_CURVES = 200;
/** About two screens of rows. */
const FAR_ROWS = 40;
/** Beyond the edge, so that a curve does not end in sight. */
const BEYOND_PX = 20;

type Curve = readonly [number, number, number, number, number, number, number, number];

export function drawLinks(target: DrawTarget, frame: Frame): void {
  const { geometry: g, rows, scale, visible, selectedRow, hoverRow } = frame;
  const { startNs } = frame.table.columns;
  const isToCome = (span: number) => (startNs[span] ?? 0) > frame.untilNs;
  let drawn = 0;
  for (const link of frame.links) {
    if (drawn >= MAX_CURVES) return;
    if (isToCome(link.from) || isToCome(link.to)) continue;
    const fromRow = rowShowing(rows, link.from);
    const toRow = rowShowing(rows, link.to);
    if (fromRow < 0 || toRow < 0 || fromRow === toRow) continue;
    const top = Math.min(fromRow, toRow);
    const bottom = Math.max(fromRow, toRow);
    if (bottom < visible.first || top >= visible.end) continue;
    const middle = g.barTopPx + g.barPx / 2;
    const x1 = scale.timeToPx(startNs[link.from] ?? 0);
    const y1 = rowTopPx(g, fromRow, frame.scrollPx) + middle;
    const isAt = (row: number) => row === fromRow || row === toRow;
    if (bottom - top > FAR_ROWS && !isAt(selectedRow) && !isAt(hoverRow)) {
      if (fromRow >= visible.first && fromRow < visible.end) drawLinkAway(target, x1, y1);
      continue;
    }
    const edge = (fromRow > toRow ? -1 : 1) * (g.barPx / 2);
    const x2 = Math.min(x1, scale.timeToPx(frame.endOf(link.to)));
    const y2 = rowTopPx(g, toRow, frame.scrollPx) + middle - edge;
    const bend = Math.min(60, 16 + Math.abs(x1 - x2) * 0.4);
    const curve: Curve = [x1, y1, x1 - bend, y1, x2, y2 + edge * -3, x2, y2];
    target.curve(inSight(curve, g.headPx - BEYOND_PX, target.heightPx + BEYOND_PX), 'ink-faint');
    target.rect(x2 - 2.5, y2 - 2.5, 5, 5, 'ink-faint', { radiusPx: 2.5 });
    drawn++;
  }
}

/** A stub that leaves the picture: the producer is far away, or in a trace that is not here. */
export function drawLinkAway(target: DrawTarget, xPx: number, yPx: number): void {
  target.line(xPx - 14, yPx, xPx - 2, yPx, 'ink-faint', 1, true);
  target.shape([xPx - 19, yPx, xPx - 13, yPx - 4, xPx - 13, yPx + 4], 'ink-faint');
}

/** The part of a curve between two heights; it goes only up, or only down. Found by bisection, cut as de Casteljau does. */
function inSight(curve: Curve, topPx: number, bottomPx: number): Curve {
  const [x1, y1, x2, y2, x3, y3, x4, y4] = curve;
  const within = (y: number) => Math.min(bottomPx, Math.max(topPx, y));
  if (within(y1) === y1 && within(y4) === y4) return curve;
  const from = shareAt(y1, y2, y3, y4, within(y1));
  const to = shareAt(y1, y2, y3, y4, within(y4));
  const x = (a: number, b: number, c: number) => blossom(x1, x2, x3, x4, a, b, c);
  const y = (a: number, b: number, c: number) => blossom(y1, y2, y3, y4, a, b, c);
  return [
    x(from, from, from),
    y(from, from, from),
    x(from, from, to),
    y(from, from, to),
    x(from, to, to),
    y(from, to, to),
    x(to, to, to),
    y(to, to, to),
  ];
}

/** How much of the way has been gone when the height is reached. */
function shareAt(y1: number, y2: number, y3: number, y4: number, height: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    const y = blossom(y1, y2, y3, y4, middle, middle, middle);
    if (y4 > y1 ? y < height : y > height) low = middle;
    else high = middle;
  }
  return high;
}

/** Points between the four of a cubic, three times: at one share thrice it is the curve itself. */
function blossom(p1: number, p2: number, p3: number, p4: number, a: number, b: number, c: number): number {
  const mix = (from: number, to: number, share: number) => from + (to - from) * share;
  const [q1, q2, q3] = [mix(p1, p2, a), mix(p2, p3, a), mix(p3, p4, a)];
  return mix(mix(q1, q2, b), mix(q2, q3, b), c);
}
