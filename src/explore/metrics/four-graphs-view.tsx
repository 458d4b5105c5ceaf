/** The four graphs side by side. One that has nothing to draw yet says what would move it. */
import { Chart } from '../charts/chart.tsx';
import type { Graph } from './four-graphs.ts';

export function FourGraphs({ graphs }: { readonly graphs: readonly Graph[] }) {
  return (
    <section class="instrument" aria-labelledby="four-graphs-title">
      <h2 id="four-graphs-title">Four graphs</h2>
      <p class="about">
        The building at a glance, from what its services measure. Each point is what happened since the
        reading before. Run an exercise, or send requests under Traces, and they move.
      </p>
      <div class="four-graphs">
        {graphs.map(({ title, instruments, data }) => (
          <div key={title}>
            <h3>{title}</h3>
            {data.times.length > 0 ? (
              <Chart title={title} data={data} />
            ) : (
              <p class="words">Nothing yet: it takes two readings.</p>
            )}
            <p class="made-of">from {instruments.join(' and ')}</p>
          </div>
        ))}
      </div>
    </section>
  );
}
