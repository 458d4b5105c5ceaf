/** Links between loaded spans: a dashed curve from the consumer's start back to its producer. */
import { rowTopPx } from '../layout/row-geometry.ts';
import { rowShowing } from '../layout/rows.ts';
import type { DrawTarget } from './draw-target.ts';
import type { Frame } from './frame.ts';

/** More curves than this are a grey cloud. */
const MAX_CURVES = 200;

export function drawLinks(target: DrawTarget, frame: Frame): void {
  const { geometry: g, rows, scale, visible, table } = frame;
  let drawn = 0;
  for (const link of frame.links) {
    if (drawn >= MAX_CURVES) return;
    const fromRow = rowShowing(rows, link.from);
    const toRow = rowShowing(rows, link.to);
    if (fromRow < 0 || toRow < 0 || fromRow === toRow) continue;
    const top = Math.min(fromRow, toRow);
    const bottom = Math.max(fromRow, toRow);
    if (bottom < visible.first || top >= visible.end) continue;
    const middle = g.barTopPx + g.barPx / 2;
    const edge = (fromRow > toRow ? -1 : 1) * (g.barPx / 2);
    const x1 = scale.timeToPx(table.columns.startNs[link.from] ?? 0);
    const y1 = rowTopPx(g, fromRow, frame.scrollPx) + middle;
    const x2 = Math.min(x1, scale.timeToPx(frame.endOf(link.to)));
    const y2 = rowTopPx(g, toRow, frame.scrollPx) + middle - edge;
    const bend = Math.min(60, 16 + Math.abs(x1 - x2) * 0.4);
    target.curve([x1, y1, x1 - bend, y1, x2, y2 + edge * -3, x2, y2], 'ink-faint');
    target.rect(x2 - 2.5, y2 - 2.5, 5, 5, 'ink-faint', { radiusPx: 2.5 });
    drawn++;
  }
}

/** A stub that leaves the picture: the producer is in a trace that is not here. */
export function drawLinkAway(target: DrawTarget, xPx: number, yPx: number): void {
  target.line(xPx - 14, yPx, xPx - 2, yPx, 'ink-faint', 1, true);
  target.shape([xPx - 19, yPx, xPx - 13, yPx - 4, xPx - 13, yPx + 4], 'ink-faint');
}
