/** Graphs side by side, each with what it is made of. One that has nothing to draw yet says what it waits for. */
import { Chart } from './chart.tsx';
import type { ChartData } from './draw-chart.ts';

export interface Graph {
  readonly title: string;
  readonly instruments: readonly string[];
  readonly data: ChartData;
}

export function Graphs({ graphs }: { readonly graphs: readonly Graph[] }) {
  return (
    <div class="four-graphs">
      {graphs.map(({ title, instruments, data }) => (
        <div key={title}>
          <h3>{title}</h3>
          {data.times.length > 0 ? (
            <Chart title={title} data={data} />
          ) : (
            <p class="words">Nothing yet: it takes two readings.</p>
          )}
          <p class="made-of">from {instruments.join(', ')}</p>
        </div>
      ))}
    </div>
  );
}
