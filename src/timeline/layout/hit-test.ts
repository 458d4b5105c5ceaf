/** What is under a point: by the same geometry and scale that drew it. O(1) for a row, O(log n) for a fold. */
import type { TraceReader } from '../../trace/model/types.ts';
import type { TimeScale } from '../viewport/time-scale.ts';
import { type RowGeometry, rowAtPx } from './row-geometry.ts';
import { isFold, membersOf, type Rows } from './rows.ts';

export interface Hit {
  readonly row: number;
  readonly span: number;
  /** The point is on the span's bar, not only on its row. */
  readonly onBar: boolean;
}

/** A bar of two pixels must be possible to hit. */
const SLACK_PX = 3;
/** How many earlier members of a fold may still overlap the one found. */
const LOOK_BACK = 64;

export function hitTest(
  view: {
    readonly table: TraceReader;
    readonly rows: Rows;
    readonly geometry: RowGeometry;
    readonly scale: TimeScale;
    readonly scrollPx: number;
    endOf(span: number): number;
  },
  xPx: number,
  yPx: number,
): Hit | undefined {
  const { table, rows, scale } = view;
  const row = rowAtPx(view.geometry, yPx, view.scrollPx, rows.count);
  if (row < 0) return undefined;
  const atNs = scale.pxToTime(xPx);
  const slackNs = scale.pxToDuration(SLACK_PX);
  const covers = (span: number) => {
    const startNs = table.columns.startNs[span] ?? 0;
    // A bar that ends before it starts is drawn where it starts.
    const endNs = Math.max(startNs, view.endOf(span));
    return xPx >= scale.leftPx - SLACK_PX && atNs >= startNs - slackNs && atNs <= endNs + slackNs;
  };
  const own = rows.span[row] ?? 0;
  if (!isFold(rows, row)) return { row, span: own, onBar: covers(own) };
  const members = membersOf(rows, row);
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table.columns.startNs[members[middle] ?? 0] ?? 0) <= atNs + slackNs) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= Math.max(0, low - LOOK_BACK); at--) {
    const member = members[at] ?? 0;
    if (covers(member)) return { row, span: member, onBar: true };
  }
  return { row, span: own, onBar: false };
}
