/** Metrics: every instrument that reported, by service, and the chosen one as a chart with its newest state. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { atMostEvery } from '../at-most-every.ts';
import { Chart } from '../charts/chart.tsx';
import type { ExploreModel } from '../explore-model.ts';
import { Scrolled } from '../parts/scrolled.tsx';
import { TeachMetrics } from '../parts/teach.tsx';
import { countText, timeText, valueText } from '../parts/words.ts';
import type { TelemetrySource } from '../source/telemetry-source.ts';
import { Buckets } from './buckets.tsx';
import { chartOfInstrument, isHistogram, MAX_STREAMS } from './chart-of-instrument.ts';
import { fourGraphs } from './four-graphs.ts';
import { FourGraphs } from './four-graphs-view.tsx';
import type { InstrumentHistory, MetricHistory } from './metric-history.ts';

const AGAIN_MS = 5_000;
const READ_MS = 10_000;
const MAX_ROWS = 100;
const KIND: Readonly<Record<InstrumentHistory['metric']['type'], string>> = {
  sum: 'sum',
  gauge: 'gauge',
  histogram: 'histogram',
  'exponential-histogram': 'exponential histogram',
};

export function MetricsView({
  model,
  source,
}: {
  readonly model: ExploreModel;
  readonly source: TelemetrySource;
}) {
  const history = useSignal<MetricHistory | undefined>(undefined);
  const trouble = useSignal('');
  const wanted = useSignal('');
  const chosen = useSignal('');

  useEffect(() => {
    const read = async () => {
      try {
        history.value = await source.metrics();
        trouble.value = '';
      } catch (error) {
        trouble.value = error instanceof Error ? error.message : String(error);
      }
    };
    const again = atMostEvery(AGAIN_MS, read);
    again.ask();
    // Instruments move without news: what they say is read now and then, while somebody looks.
    const ticking = setInterval(again.ask, READ_MS);
    const stop = source.subscribe(again.ask);
    return () => {
      clearInterval(ticking);
      stop();
      again.stop();
    };
  }, [source]);

  const instruments = useMemo(() => history.value?.instruments ?? [], [history.value]);
  const shown = instruments.filter(({ metric }) =>
    `${metric.service} ${metric.name}`.toLowerCase().includes(wanted.value.trim().toLowerCase()),
  );
  const graphs = useMemo(() => fourGraphs(instruments), [history.value]);
  // The whole picture first, where there is one; then what a chart shows best.
  const isOverview = graphs !== undefined && wanted.value.trim() === '' && chosen.value === '';
  const current =
    shown.find(({ key }) => key === chosen.value) ??
    shown.find(({ metric }) => isHistogram(metric)) ??
    shown[0];
  if (history.value === undefined) return <p class="words">{trouble.value || 'Reading the metrics.'}</p>;
  if (instruments.length === 0) return <TeachMetrics />;
  return (
    <div class="metrics">
      <div class="instruments">
        <input
          type="search"
          aria-label="Filter instruments"
          placeholder="Filter by name or service"
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
        <p class="list-words" role="status">
          {countText(shown.length, 'instrument')}
        </p>
        <ul aria-label="Instruments">
          {graphs !== undefined && wanted.value.trim() === '' && (
            <li>
              <button
                type="button"
                aria-pressed={isOverview}
                onClick={() => {
                  chosen.value = '';
                }}
              >
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
                onClick={() => {
                  chosen.value = key;
                }}
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

function Instrument({
  instrument,
  model,
  version,
}: {
  readonly instrument: InstrumentHistory;
  readonly model: ExploreModel;
  readonly version: MetricHistory;
}) {
  const { metric, streams, exemplars } = instrument;
  const data = useMemo(() => chartOfInstrument(instrument), [version, instrument.key]);
  const isCounter = metric.type === 'sum' && metric.monotonic;
  const hasLine = data.times.length > 0;
  const isSpread = isHistogram(metric);
  const openExemplar = (index: number) => {
    const exemplar = exemplars[index];
    if (exemplar === undefined) return;
    model.go({ view: 'traces', traceId: exemplar.traceId, spanId: exemplar.spanId });
  };
  return (
    <section class="instrument" aria-labelledby="instrument-title">
      <h2 id="instrument-title">{metric.name}</h2>
      <p class="about">
        {metric.description}{' '}
        <span class="faint">
          {[
            KIND[metric.type],
            metric.unit && `in ${metric.unit}`,
            metric.service,
            countText(streams.length, 'series', 'series'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      {hasLine ? (
        <>
          <Chart
            title={isCounter ? `${metric.name}, per second` : metric.name}
            data={data}
            onPick={(picked) => picked.type === 'mark' && openExemplar(picked.mark)}
          />
          {!isSpread && streams.length > MAX_STREAMS && (
            <p class="faint">
              The first {MAX_STREAMS} of {streams.length.toLocaleString('en')} series are drawn; the table has
              more.
            </p>
          )}
          {isSpread && exemplars.length > 0 && (
            <p class="faint">A diamond is one measurement: select it to open its trace.</p>
          )}
        </>
      ) : (
        <p class="words">
          One report so far: a speed needs two. The next one comes by itself while the services work.
        </p>
      )}
      <Buckets metric={metric} />
      <h3>Now</h3>
      <Scrolled label="Newest values">
        <table>
          <thead>
            <tr>
              <th scope="col">Attributes</th>
              <th scope="col">{isSpread ? 'Count' : 'Value'}</th>
              {isSpread && <th scope="col">Sum</th>}
            </tr>
          </thead>
          <tbody>
            {metric.points.slice(0, MAX_ROWS).map((point, index) => (
              <tr key={streams[index]?.label ?? index}>
                <th scope="row">{streams[index]?.label || <span class="faint">none</span>}</th>
                <td>
                  {point.count === undefined
                    ? valueText(point.value, metric.unit)
                    : point.count.toLocaleString('en')}
                </td>
                {isSpread && <td>{valueText(point.value, metric.unit)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {metric.points.length > MAX_ROWS && (
        <p class="faint">and {(metric.points.length - MAX_ROWS).toLocaleString('en')} more series</p>
      )}
      {exemplars.length > 0 && (
        <>
          <h3>Exemplars</h3>
          <ul class="exemplars">
            {exemplars
              .slice(-12)
              .toReversed()
              .map(({ traceId, spanId, value, unixMs }) => (
                <li key={`${traceId} ${spanId} ${unixMs} ${value}`}>
                  <a
                    href={model.hrefOf({ view: 'traces', traceId, spanId })}
                    onClick={(event) => {
                      event.preventDefault();
                      model.go({ view: 'traces', traceId, spanId });
                    }}
                  >
                    {valueText(value, metric.unit)} at {timeText(unixMs)}
                  </a>
                </li>
              ))}
          </ul>
        </>
      )}
    </section>
  );
}
