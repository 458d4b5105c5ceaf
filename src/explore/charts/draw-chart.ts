/** uPlot, set up for this site: colours and fonts from its tokens, times below, values with units. Loaded with the first chart. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { valueText } from '../parts/words.ts';
import { timeSpacePx, timeTexts } from './time-axis.ts';

export interface ChartData {
  /** Unix seconds, rising. */
  readonly times: readonly number[];
  readonly unit: string;
  readonly series: readonly {
    readonly label: string;
    readonly points: readonly (number | null)[];
  }[];
  /** Single measurements beside the lines, by time; those outside of the picture are left out. */
  readonly marks?: readonly ChartMark[];
}
export interface ChartMark {
  /** Unix seconds. */
  readonly time: number;
  readonly value: number;
}
/** What the reader has picked: the nearest mark, if there is one under the pointer, else a point of a line. */
export type Picked =
  | { readonly type: 'mark'; readonly mark: number }
  | { readonly type: 'point'; readonly series: number; readonly bin: number };

export interface DrawnChart {
  update(data: ChartData): void;
  dispose(): void;
}

/** Larger on a wall. */
export interface ChartSize {
  readonly heightPx: number;
  readonly fontPx: number;
}
const ON_A_PAGE: ChartSize = { heightPx: 260, fontPx: 12 };
const ONE_POINT_S = 30;
const MARK_PX = 4;
const MARK_REACH_PX = 12;
export const MAX_DRAWN = 40;

export function drawChart(
  holder: HTMLElement,
  first: ChartData,
  onPick: (picked: Picked) => void,
  size: ChartSize = ON_A_PAGE,
): DrawnChart {
  let data = first;
  let plot: uPlot | undefined;
  const redraw = () => {
    plot?.destroy();
    plot = new uPlot(
      options(holder, () => data, onPick, size),
      columns(data),
      holder,
    );
  };
  const resized = new ResizeObserver(() => {
    const widthPx = holder.clientWidth;
    if (plot !== undefined && widthPx > 0 && widthPx !== plot.width)
      plot.setSize({ width: widthPx, height: size.heightPx });
  });
  const restyled = new MutationObserver(redraw);
  redraw();
  resized.observe(holder);
  restyled.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return {
    update(next) {
      const isSame =
        next.unit === data.unit &&
        next.series.length === data.series.length &&
        next.series.every(({ label }, index) => label === data.series[index]?.label);
      data = next;
      if (isSame && plot !== undefined) plot.setData(columns(data));
      else redraw();
    },
    dispose() {
      resized.disconnect();
      restyled.disconnect();
      plot?.destroy();
    },
  };
}

const columns = ({ times, series }: ChartData): uPlot.AlignedData => [
  [...times],
  ...series.slice(0, MAX_DRAWN).map(({ points }) => [...points]),
];

export const seriesColour = (index: number): string => `--s${(index % 8) + 1}`;

function options(
  holder: HTMLElement,
  current: () => ChartData,
  onPick: (picked: Picked) => void,
  { heightPx, fontPx }: ChartSize,
): uPlot.Options {
  const style = getComputedStyle(holder);
  const { unit, series } = current();
  /** They change while the options stay. */
  const marks = () => current().marks ?? [];
  const token = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: token('--ink-soft'),
    grid: { stroke: token('--grid'), width: 1 },
    ticks: { stroke: token('--line'), width: 1 },
    font: `${fontPx}px ${token('--font-text') || 'sans-serif'}`,
  };
  const digitPx = widthOf('0', axis.font);
  return {
    width: Math.max(280, holder.clientWidth),
    height: heightPx,
    legend: { show: false },
    cursor: {
      focus: { prox: 24 },
      drag: { x: true, y: false },
      bind: {
        click: (plot) => (event: MouseEvent) => {
          const mark = markUnder(plot, marks(), event.offsetX, event.offsetY);
          if (mark >= 0) {
            onPick({ type: 'mark', mark });
            return null;
          }
          const { idx } = plot.cursor;
          if (idx === null || idx === undefined) return null;
          onPick({ type: 'point', series: nearestSeries(plot, idx, event.offsetY), bin: idx });
          return null;
        },
      },
    },
    scales: {
      // One moment alone stands in the middle of a minute.
      x: {
        time: true,
        // Of one alone, uPlot has made a day already when it asks.
        range: ({ data: [times] }, min, max) =>
          times.length === 1
            ? [(times[0] ?? 0) - ONE_POINT_S, (times[0] ?? 0) + ONE_POINT_S]
            : [min ?? 0, max ?? 0],
      },
      y: {
        range: (_, min, max) => {
          const highest = marks().reduce((top, { value }) => Math.max(top, value), max ?? 0);
          return [Math.min(0, min ?? 0), highest === min ? (highest || 1) * 1.2 : highest * 1.08];
        },
      },
    },
    hooks: { draw: [(plot) => drawMarks(plot, marks(), token('--ink'), token('--raised'))] },
    axes: [
      {
        ...axis,
        space: (_, __, min, max, widthPx) => timeSpacePx(max - min, widthPx, digitPx),
        values: (_, stamps) => timeTexts(stamps),
      },
      { ...axis, size: 6 * fontPx, values: (_, values) => values.map((value) => valueText(value, unit)) },
    ],
    series: [
      {},
      ...series.slice(0, MAX_DRAWN).map(({ label, points }, index) => {
        const colour = token(seriesColour(index));
        const isSparse = points.filter((point) => point !== null).length <= 40;
        return {
          label,
          stroke: colour,
          width: 1.75,
          spanGaps: false,
          points: { show: isSparse, size: 5, fill: colour, stroke: colour },
        };
      }),
    ],
  };
}

function widthOf(text: string, font: string): number {
  const drawing = document.createElement('canvas').getContext('2d');
  if (drawing === null) return 0;
  drawing.font = font;
  return drawing.measureText(text).width;
}

/** Diamonds, so that they are not taken for the points of a line. */
function drawMarks(plot: uPlot, marks: readonly ChartMark[], stroke: string, fill: string): void {
  const { ctx, bbox } = plot;
  const size = MARK_PX * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  for (const { time, value } of marks) {
    const x = plot.valToPos(time, 'x', true);
    const y = plot.valToPos(value, 'y', true);
    if (x < bbox.left || x > bbox.left + bbox.width || y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.closePath();
  }
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.25 * devicePixelRatio;
  ctx.stroke();
  ctx.restore();
}

/** The newest of those that can hardly be told apart; -1 where there is none. */
function markUnder(plot: uPlot, marks: readonly ChartMark[], xPx: number, yPx: number): number {
  let nearest = -1;
  let nearestPx = MARK_REACH_PX;
  for (const [mark, { time, value }] of marks.entries()) {
    const distancePx = Math.hypot(plot.valToPos(time, 'x') - xPx, plot.valToPos(value, 'y') - yPx);
    if (distancePx <= nearestPx) {
      nearest = mark;
      nearestPx = distancePx;
    }
  }
  return nearest;
}

function nearestSeries(plot: uPlot, bin: number, yPx: number): number {
  let nearest = 0;
  let nearestPx = Number.POSITIVE_INFINITY;
  for (let series = 1; series < plot.data.length; series++) {
    const value = plot.data[series]?.[bin];
    if (value === null || value === undefined) continue;
    const distancePx = Math.abs(plot.valToPos(value, 'y') - yPx);
    if (distancePx < nearestPx) {
      nearestPx = distancePx;
      nearest = series - 1;
    }
  }
  return nearest;
}
