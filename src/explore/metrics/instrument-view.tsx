/** One instrument: its chart, how its values are spread, its newest values, and the measurements that lead to a trace. */
import { useMemo } from 'preact/hooks';
import { Chart } from '../charts/chart.tsx';
import type { ExploreModel } from '../explore-model.ts';
import { Scrolled } from '../parts/scrolled.tsx';
import { countText, timeText, valueText } from '../parts/words.ts';
import { Buckets } from './buckets.tsx';
import { chartOfInstrument, isHistogram, MAX_STREAMS } from './chart-of-instrument.ts';
import type { InstrumentHistory, MetricHistory } from './metric-history.ts';

const MAX_ROWS = 100;
export const KIND: Readonly<Record<InstrumentHistory['metric']['type'], string>> = {
  sum: 'sum',
  gauge: 'gauge',
  histogram: 'histogram',
  'exponential-histogram': 'exponential histogram',
};

export function Instrument({
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
