/** Metrics: every instrument that reported, by service, and the chosen one as a chart with its newest state. */
import { useMemo } from 'preact/hooks';
import type { ExploreModel } from '../explore-model.ts';
import { TeachMetrics } from '../parts/teach.tsx';
import { useLive } from '../parts/use-live.ts';
import { countText } from '../parts/words.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import { isHistogram } from './chart-of-instrument.ts';
import { fourGraphs } from './four-graphs.ts';
import { FourGraphs } from './four-graphs-view.tsx';
import { Instrument, KIND } from './instrument-view.tsx';

const AGAIN_MS = 5_000;
const READ_MS = 10_000;

export function MetricsView({
  model,
  source,
}: {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
}) {
  const { answer: history, trouble } = useLive(source, () => source.metrics(), {
    everyMs: AGAIN_MS,
    // Instruments move without news: what they say is read now and then, while somebody looks.
    anywayMs: READ_MS,
  });
  const { find, instrument: chosen } = model.place.value;
  const wanted = find.trim().toLowerCase();

  const instruments = useMemo(() => history.value?.instruments ?? [], [history.value]);
  const shown = instruments.filter(({ metric }) =>
    `${metric.service} ${metric.name}`.toLowerCase().includes(wanted),
  );
  const graphs = useMemo(() => fourGraphs(instruments), [history.value]);
  // The whole picture first, where there is one; then what a chart shows best.
  const isOverview = graphs !== undefined && wanted === '' && chosen === '';
  const current =
    shown.find(({ key }) => key === chosen) ?? shown.find(({ metric }) => isHistogram(metric)) ?? shown[0];
  if (history.value === undefined) return <p class="words">{trouble.value || 'Reading the metrics.'}</p>;
  if (instruments.length === 0) return <TeachMetrics model={model} />;
  return (
    <div class="metrics">
      <div class="instruments">
        <input
          type="search"
          aria-label="Filter instruments"
          placeholder="Filter by name or service"
          value={find}
          onInput={(event) => model.go({ find: event.currentTarget.value }, 'replace')}
        />
        <p class="list-words" role="status">
          {countText(shown.length, 'instrument')}
        </p>
        <ul aria-label="Instruments">
          {graphs !== undefined && wanted === '' && (
            <li>
              <button type="button" aria-pressed={isOverview} onClick={() => model.go({ instrument: '' })}>
                <b>Four graphs</b>
                <span>the building at a glance</span>
              </button>
            </li>
          )}
          {shown.map(({ key, metric }) => (
            <li key={key}>
              <button
                type="button"
                aria-pressed={!isOverview && key === current?.key}
                onClick={() => model.go({ instrument: key })}
              >
                <b>{metric.name}</b>
                <span>
                  {metric.service} · {KIND[metric.type]}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      {isOverview && <FourGraphs graphs={graphs} />}
      {!isOverview && current !== undefined && (
        <Instrument key={current.key} instrument={current} model={model} version={history.value} />
      )}
    </div>
  );
}
