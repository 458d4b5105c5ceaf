/**
 * Where rows are. The canvas, the DOM rows above it and the hit test all use these functions, so they cannot drift
 * apart.
 *
 *   wide                                      stacked (narrow screens)
 *   +--labelPx--+------- time -------+        +----------- time -----------+
 *   |           | ruler (headPx)     |        | ruler                      |
 *   +-----------+--------------------+        +----------------------------+
 *   | > name    |   [ bar ]          |        | > name                     |
 *   |   service |                    |        |     [ bar ]                |
 *   +-----------+--------------------+        +----------------------------+
 */
export interface RowGeometry {
  readonly widthPx: number;
  readonly headPx: number;
  readonly rowPx: number;
  readonly barTopPx: number;
  readonly barPx: number;
  readonly labelPx: number;
  /** Height of the label's part of the row: the whole row, or its upper half when stacked. */
  readonly labelRowPx: number;
  readonly indentPx: number;
  readonly stacked: boolean;
}

export const STACKED_BELOW_PX = 560;
/** Deeper levels are not pushed further to the right (their rows say their level): a chain of 20,000 must stay readable. */
export const MAX_INDENTS = 8;
const PADDING_PX = 10;
/** Air to the right of the last bar, for its duration label. */
const RIGHT_PX = 14;
export const MIN_LABEL_PX = 120;

export function rowGeometry(widthPx: number, wantedLabelPx: number): RowGeometry {
  if (widthPx < STACKED_BELOW_PX) {
    return {
      widthPx,
      headPx: 26,
      rowPx: 44,
      barTopPx: 25,
      barPx: 12,
      labelPx: 0,
      labelRowPx: 25,
      indentPx: 10,
      stacked: true,
    };
  }
  const labelPx = Math.round(Math.min(maxLabelPx(widthPx), Math.max(MIN_LABEL_PX, wantedLabelPx)));
  return {
    widthPx,
    headPx: 26,
    rowPx: 36,
    barTopPx: 10,
    barPx: 16,
    labelPx,
    labelRowPx: 36,
    indentPx: 16,
    stacked: false,
  };
}

/** Names leave most of the width to time. */
export function maxLabelPx(widthPx: number): number {
  return Math.round(widthPx * 0.6);
}

export function timeLeftPx(g: RowGeometry): number {
  return g.stacked ? PADDING_PX : g.labelPx;
}
export function timeRightPx(g: RowGeometry): number {
  return Math.max(timeLeftPx(g), g.widthPx - (g.stacked ? PADDING_PX : RIGHT_PX));
}

/** Left edge of what belongs to a level: the tree's lines, the twisty, then the name. */
export function levelPx(g: RowGeometry, depth: number): number {
  return PADDING_PX + Math.min(depth, MAX_INDENTS) * g.indentPx;
}

export function contentPx(g: RowGeometry, rowCount: number): number {
  return g.headPx + rowCount * g.rowPx;
}

export function rowTopPx(g: RowGeometry, row: number, scrollPx: number): number {
  return g.headPx + row * g.rowPx - scrollPx;
}

/** A trace of this many rows is shown whole, where the screen has the room. */
const MAX_ROWS = 16;
const MIN_ROWS = 6;

/** How high the rows may stand unless the page says otherwise, in CSS: whole rows, in at most seven tenths of the screen. */
export function maxHeightCss({ headPx, rowPx }: RowGeometry): string {
  const room = `round(down, 70lvh - ${headPx}px, ${rowPx}px)`;
  return `${headPx}px + clamp(${MIN_ROWS * rowPx}px, ${room}, ${MAX_ROWS * rowPx}px)`;
}

/** Rows of which the lower edge is out of sight; half a pixel is none. */
export function rowsBelow(g: RowGeometry, scrollPx: number, stagePx: number, rowCount: number): number {
  const shown = Math.floor((scrollPx + Math.max(0, stagePx - g.headPx) + 0.5) / g.rowPx);
  return Math.max(0, rowCount - shown);
}

/** The row under a point of the stage, or -1. */
export function rowAtPx(g: RowGeometry, yPx: number, scrollPx: number, rowCount: number): number {
  if (yPx < g.headPx) return -1;
  const row = Math.floor((yPx - g.headPx + scrollPx) / g.rowPx);
  return row >= 0 && row < rowCount ? row : -1;
}

export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

export function visibleRows(g: RowGeometry, scrollPx: number, stagePx: number, rowCount: number): RowWindow {
  const first = Math.max(0, Math.min(rowCount, Math.floor(scrollPx / g.rowPx)));
  const end = Math.min(rowCount, Math.ceil((scrollPx + Math.max(0, stagePx - g.headPx)) / g.rowPx));
  return { first, end: Math.max(first, end) };
}

/** The scroll position nearest to the present one at which the row is wholly visible. */
export function scrollToRow(g: RowGeometry, row: number, scrollPx: number, stagePx: number): number {
  const bodyPx = Math.max(g.rowPx, stagePx - g.headPx);
  const topPx = row * g.rowPx;
  if (topPx < scrollPx) return topPx;
  return topPx + g.rowPx > scrollPx + bodyPx ? topPx + g.rowPx - bodyPx : scrollPx;
}
