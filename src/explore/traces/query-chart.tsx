/** What a metrics query measured, as a chart; a point opens a trace behind it. */
import { useMemo } from 'preact/hooks';
import { Chart } from '../charts/chart.tsx';
import type { Picked } from '../charts/draw-chart.ts';
import type { ExploreModel } from '../explore-model.ts';
import { countText, durationText } from '../parts/words.ts';
import type { MeasuredSeries } from '../source/telemetry-source.ts';

export function QueryChart({
  model,
  measured,
}: {
  readonly model: ExploreModel;
  readonly measured: MeasuredSeries;
}) {
  const { series, times, unit, stepMs, leftOut } = measured;
  const data = useMemo(() => ({ series, times, unit }), [measured]);
  const open = (picked: Picked) => {
    if (picked.type === 'mark') return;
    const { bin } = picked;
    const exemplars = series[picked.series]?.exemplars ?? [];
    const nearest = exemplars.toSorted((a, b) => Math.abs(a.bin - bin) - Math.abs(b.bin - bin))[0];
    if (nearest !== undefined) model.go({ traceId: nearest.traceId, spanId: nearest.spanId });
  };
  if (series.length === 0) {
    return (
      <p class="words" role="status">
        No span matches this query, so there is nothing to measure.
      </p>
    );
  }
  const behind = series.flatMap(({ label, exemplars }) =>
    exemplars.slice(-1).map((exemplar) => ({ label, exemplar })),
  );
  return (
    <section class="query-chart" aria-label="Metric">
      <p class="list-words" role="status">
        {countText(series.length, 'series', 'series')}, one point for each {durationText(stepMs * 1e6)}.
        Select a point to open a trace behind it.
        {leftOut > 0 && ` ${countText(leftOut, 'group')} more left out.`}
      </p>
      <Chart title={model.place.value.query} data={data} onPick={open} />
      {behind.length > 0 && (
        <p class="behind">
          Newest traces behind it:{' '}
          {behind.slice(0, 8).map(({ label, exemplar }) => (
            <a
              key={label}
              href={model.hrefOf({ traceId: exemplar.traceId, spanId: exemplar.spanId })}
              onClick={(event) => {
                event.preventDefault();
                model.go({ traceId: exemplar.traceId, spanId: exemplar.spanId });
              }}
            >
              {label === '' ? 'the newest' : label}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}
