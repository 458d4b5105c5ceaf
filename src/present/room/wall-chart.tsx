/** One of the four graphs, readable from the last row; its newest values stand beside its name. */
import { useEffect, useRef } from 'preact/hooks';
import type { DrawnChart } from '../../explore/charts/draw-chart.ts';
import { valueText } from '../../explore/parts/words.ts';
import type { FigureChart } from './figure-charts.ts';

const SIZE = { heightPx: 150, fontPx: 14 };

export function WallChart({ chart: { title, data, now } }: { readonly chart: FigureChart }) {
  const holder = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnChart | undefined>(undefined);
  const newest = useRef(data);
  newest.current = data;

  useEffect(() => {
    let isOver = false;
    void import('../../explore/charts/draw-chart.ts').then(({ drawChart }) => {
      if (isOver || holder.current === null) return;
      drawn.current = drawChart(holder.current, newest.current, () => {}, SIZE);
    });
    return () => {
      isOver = true;
      drawn.current?.dispose();
    };
  }, []);
  useEffect(() => drawn.current?.update(data), [data]);

  return (
    <figure class="wall-chart" aria-label={title}>
      <figcaption>
        <b>{title}</b>
        <ul>
          {data.series.map(({ label }, index) => {
            const value = now[index];
            return (
              <li key={label}>
                <i class="dot" style={{ background: `var(--s${index + 1})` }} />
                {label}{' '}
                <span class="figure">
                  {value === null || value === undefined ? 'none' : valueText(value, data.unit)}
                </span>
              </li>
            );
          })}
        </ul>
      </figcaption>
      <div class="chart-canvas" ref={holder} aria-hidden="true" />
    </figure>
  );
}
