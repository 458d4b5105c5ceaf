/**
 * Where things are in a comparison: rows as in the waterfall, but with two bars each and the figures in columns of their own.
 *
 *   wide     | ± name          |  [=== before ===]                |  length |    self |
 *            |   service, note |  [== after ==]                   |  −40 ms |   +2 ms |
 *   stacked  | ± name, note                               −40 ms  |
 *            |  [=== before ===]                                  |
 *            |  [== after ==]                                     |
 */
import { type RowGeometry, rowGeometry } from '../layout/row-geometry.ts';
import { TimeScale, type TimeWindow } from '../viewport/time-scale.ts';

export interface CompareGeometry extends RowGeometry {
  /** From the row's top; each bar is `barPx` high. */
  readonly afterTopPx: number;
  /** Right edges of the figures; `selfPx` is undefined where there is no room. */
  readonly durationPx: number;
  readonly selfPx: number | undefined;
  readonly timeRightPx: number;
}

const FIGURE_PX = 84;
const PADDING_PX = 12;
/** Without that much left for the bars, self time stays in the panel. */
const WIDE_PX = 860;

export function compareGeometry(widthPx: number, labelPx: number): CompareGeometry {
  const g = rowGeometry(widthPx, labelPx);
  if (g.stacked) {
    return {
      ...g,
      rowPx: 62,
      barPx: 10,
      barTopPx: 34,
      afterTopPx: 46,
      labelRowPx: 32,
      durationPx: widthPx - PADDING_PX,
      selfPx: undefined,
      timeRightPx: widthPx - PADDING_PX,
    };
  }
  const hasSelf = widthPx >= WIDE_PX;
  const selfPx = hasSelf ? widthPx - PADDING_PX : undefined;
  const durationPx = (selfPx ?? widthPx - PADDING_PX) - (hasSelf ? FIGURE_PX : 0);
  return {
    ...g,
    rowPx: 40,
    barPx: 11,
    barTopPx: 8,
    afterTopPx: 21,
    labelRowPx: 40,
    durationPx,
    selfPx,
    timeRightPx: durationPx - FIGURE_PX,
  };
}

/** One scale for each trace, both from 0 at the left: `window` counts from the start of each. */
export function compareScales(
  g: CompareGeometry,
  window: TimeWindow,
  zeroA: number,
  zeroB: number,
): { readonly a: TimeScale; readonly b: TimeScale } {
  const leftPx = g.stacked ? PADDING_PX : g.labelPx;
  const from = (zeroNs: number) =>
    new TimeScale(
      { startNs: window.startNs + zeroNs, endNs: window.endNs + zeroNs },
      leftPx,
      Math.max(leftPx, g.timeRightPx),
    );
  return { a: from(zeroA), b: from(zeroB) };
}
