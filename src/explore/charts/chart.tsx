/** A chart with a name, a legend that is a list, and its numbers as a table for whoever does not see it. */
import { useEffect, useRef } from 'preact/hooks';
import { Scrolled } from '../parts/scrolled.tsx';
import { timeText, valueText } from '../parts/words.ts';
import type { ChartData, DrawnChart, Picked } from './draw-chart.ts';

export interface ChartProps {
  readonly title: string;
  readonly data: ChartData;
  /** A point or mark with something behind it was picked. */
  readonly onPick?: (picked: Picked) => void;
}

const MAX_LEGEND = 40;
const MAX_TABLE_ROWS = 200;

export function Chart({ title, data, onPick }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnChart | undefined>(undefined);
  const newest = useRef({ data, onPick });
  newest.current = { data, onPick };

  useEffect(() => {
    let isOver = false;
    void import('./draw-chart.ts').then(({ drawChart }) => {
      if (isOver || holder.current === null) return;
      drawn.current = drawChart(holder.current, newest.current.data, (picked) =>
        newest.current.onPick?.(picked),
      );
    });
    return () => {
      isOver = true;
      drawn.current?.dispose();
      drawn.current = undefined;
    };
  }, []);
  useEffect(() => drawn.current?.update(data), [data]);

  return (
    <figure class="chart" aria-label={title}>
      <div class="chart-canvas" ref={holder} aria-hidden="true" />
      <ul class="legend">
        {data.series.slice(0, MAX_LEGEND).map(({ label, points }, index) => (
          <li key={label}>
            <i class="dot" style={{ background: `var(--s${(index % 8) + 1})` }} />
            <span>{label === '' ? title : label}</span>
            <b>{lastText(points, data.unit)}</b>
          </li>
        ))}
        {data.series.length > MAX_LEGEND && <li>and {data.series.length - MAX_LEGEND} more, not drawn</li>}
      </ul>
      <details class="numbers">
        <summary>The numbers</summary>
        <Scrolled label={`${title}, numbers`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {data.series.slice(0, MAX_LEGEND).map(({ label }) => (
                  <th scope="col" key={label}>
                    {label === '' ? title : label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.times.slice(-MAX_TABLE_ROWS).map((time, index) => {
                const bin = Math.max(0, data.times.length - MAX_TABLE_ROWS) + index;
                return (
                  <tr key={time}>
                    <th scope="row">{timeText(time * 1e3)}</th>
                    {data.series.slice(0, MAX_LEGEND).map(({ label, points }) => (
                      <td key={label}>{pointText(points[bin], data.unit)}</td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scrolled>
      </details>
    </figure>
  );
}

function pointText(point: number | null | undefined, unit: string): string {
  return point === null || point === undefined ? '' : valueText(point, unit);
}

function lastText(points: readonly (number | null)[], unit: string): string {
  return pointText(
    points.findLast((point) => point !== null),
    unit,
  );
}
