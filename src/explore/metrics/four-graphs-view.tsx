/** The four graphs side by side, and what would move them. */
import { type Graph, Graphs } from '../charts/graphs.tsx';

export function FourGraphs({ graphs }: { readonly graphs: readonly Graph[] }) {
  return (
    <section class="instrument" aria-labelledby="four-graphs-title">
      <h2 id="four-graphs-title">Four graphs</h2>
      <p class="about">
        The building at a glance, from what its services measure. Each point is what happened since the
        reading before. Run an exercise, or send requests under Traces, and they move.
      </p>
      <Graphs graphs={graphs} />
    </section>
  );
}
