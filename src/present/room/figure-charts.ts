/** The seconds of a room as the four graphs of the talk. */
import type { RoomFigure } from '../../../demo-server/protocol.ts';
import type { ChartData } from '../../explore/charts/draw-chart.ts';

export interface FigureChart {
  readonly id: 'connections' | 'queue' | 'latency' | 'rows';
  readonly title: string;
  readonly data: ChartData;
  /** The newest value of each line. */
  readonly now: readonly (number | null)[];
}

/** How far back the graphs go. */
export const SHOWN_SECONDS = 90;

export function figureCharts(figures: readonly RoomFigure[]): readonly FigureChart[] {
  const shown = figures.slice(-SHOWN_SECONDS);
  const times = shown.map(({ atUnixMs }) => atUnixMs / 1e3);
  const chart = (
    id: FigureChart['id'],
    title: string,
    unit: string,
    lines: readonly (readonly [label: string, of: (figure: RoomFigure) => number | null])[],
  ): FigureChart => {
    const series = lines.map(([label, of]) => ({ label, points: shown.map(of) }));
    return {
      id,
      title,
      data: { times, unit, series },
      now: series.map(({ points }) => points.at(-1) ?? null),
    };
  };
  return [
    chart('connections', 'Connections to hubs', '1/s', [['opened', ({ connections }) => connections]]),
    chart('queue', 'Queue depth', '{message}', [['waiting', ({ queueDepth }) => queueDepth]]),
    chart('latency', 'Request latency', 'ms', [
      ['p50', ({ p50Ms }) => p50Ms],
      ['p95', ({ p95Ms }) => p95Ms],
      ['p99', ({ p99Ms }) => p99Ms],
    ]),
    chart('rows', 'Row writes', '1/s', [
      ['INSERT', ({ inserts }) => inserts],
      ['UPDATE', ({ updates }) => updates],
      ['DELETE', ({ deletes }) => deletes],
    ]),
  ];
}
