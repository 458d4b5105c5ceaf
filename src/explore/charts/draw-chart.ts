/** uPlot, set up for this site: colours and fonts from its tokens, times below, values with units. Loaded with the first chart. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { timeText, valueText } from '../parts/words.ts';

export interface ChartData {
  /** Unix seconds, rising. */
  readonly times: readonly number[];
  readonly unit: string;
  readonly series: readonly {
    readonly label: string;
    readonly points: readonly (number | null)[];
  }[];
}

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
export const MAX_DRAWN = 40;

export function drawChart(
  holder: HTMLElement,
  first: ChartData,
  onPick: (series: number, bin: number) => void,
  size: ChartSize = ON_A_PAGE,
): DrawnChart {
  let data = first;
  let plot: uPlot | undefined;
  const redraw = () => {
    plot?.destroy();
    plot = new uPlot(options(holder, data, onPick, size), columns(data), holder);
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
  { unit, series }: ChartData,
  onPick: (series: number, bin: number) => void,
  { heightPx, fontPx }: ChartSize,
): uPlot.Options {
  const style = getComputedStyle(holder);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: token('--ink-soft'),
    grid: { stroke: token('--grid'), width: 1 },
    ticks: { stroke: token('--line'), width: 1 },
    font: `${fontPx}px ${token('--font-text') || 'sans-serif'}`,
  };
  return {
    width: Math.max(280, holder.clientWidth),
    height: heightPx,
    legend: { show: false },
    cursor: {
      focus: { prox: 24 },
      drag: { x: true, y: false },
      bind: {
        click: (plot) => (event: MouseEvent) => {
          const { idx } = plot.cursor;
          if (idx === null || idx === undefined) return null;
          onPick(nearestSeries(plot, idx, event.offsetY), idx);
          return null;
        },
      },
    },
    scales: {
      // One moment alone stands in the middle of a minute.
      x: {
        time: true,
        range: (_, min, max) =>
          min === max ? [(min ?? 0) - ONE_POINT_S, (max ?? 0) + ONE_POINT_S] : [min ?? 0, max ?? 0],
      },
      y: { range: (_, min, max) => [Math.min(0, min ?? 0), max === min ? (max || 1) * 1.2 : max * 1.08] },
    },
    axes: [
      { ...axis, values: (_, stamps) => timeTexts(stamps) },
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

/** As fine as the axis is: hours and minutes, seconds, or milliseconds. */
function timeTexts(stamps: readonly number[]): string[] {
  const step = (stamps[1] ?? 0) - (stamps[0] ?? 0);
  const digits = step >= 60 ? 5 : step >= 1 ? 8 : 12;
  return stamps.map((stamp) => timeText(stamp * 1e3, stamp * 1e3).slice(0, digits));
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
