import { describe, expect, test } from 'vitest';
import { chartOfInstrument } from '../../../src/explore/metrics/chart-of-instrument.ts';
import { fourGraphs } from '../../../src/explore/metrics/four-graphs.ts';
import { MetricHistory } from '../../../src/explore/metrics/metric-history.ts';
import type { OtlpMetric, OtlpMetrics } from '../../../src/trace/model/otlp-json.ts';

const START_S = 1_790_000_000;
const at = (second: number) => `${START_S + second}000000000`;
const report = (...metrics: readonly OtlpMetric[]): OtlpMetrics => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeMetrics: [{ metrics }],
    },
  ],
});
const counter = (second: number, value: number, temporality = 2): OtlpMetric => ({
  name: 'orders',
  sum: {
    isMonotonic: true,
    aggregationTemporality: temporality,
    dataPoints: [{ timeUnixNano: at(second), asInt: String(value) }],
  },
});
const histogram = (second: number, bucketCounts: readonly number[]): OtlpMetric => ({
  name: 'wait',
  unit: 's',
  histogram: {
    aggregationTemporality: 2,
    dataPoints: [
      {
        timeUnixNano: at(second),
        explicitBounds: [1, 2, 4],
        bucketCounts,
        count: bucketCounts.reduce((sum, count) => sum + count, 0),
        sum: 1,
      },
    ],
  },
});

function historyOf(...reports: readonly OtlpMetrics[]) {
  return new MetricHistory({
    resourceMetrics: reports.flatMap(({ resourceMetrics = [] }) => resourceMetrics),
  });
}
function chartOf(...reports: readonly OtlpMetrics[]) {
  const [instrument] = historyOf(...reports).instruments;
  if (instrument === undefined) throw new Error('no instrument');
  const { times, series, unit } = chartOfInstrument(instrument);
  return {
    times: times.map((time) => time - START_S),
    unit,
    series: series.map(({ label, points }) => [label, ...points]),
  };
}

describe('a chart of an instrument', () => {
  test('a counter is how fast it grew; anew from zero after a restart', () => {
    expect(chartOf(report(counter(0, 10)), report(counter(10, 30)), report(counter(20, 5)))).toEqual({
      times: [10, 20],
      unit: '1/s',
      series: [['', 2, 0.5]],
    });
  });

  test('delta reports are added up first, so that both kinds of sender make the same picture', () => {
    expect(chartOf(report(counter(0, 10, 1)), report(counter(10, 20, 1)))).toMatchObject({
      series: [['', 2]],
    });
  });

  test('a report that was sent twice counts once', () => {
    const twice = report(counter(10, 30));
    expect(chartOf(report(counter(0, 10)), twice, twice)).toMatchObject({ times: [10], series: [['', 2]] });
  });

  test('a gauge is its values, stream by stream', () => {
    const gauge = (second: number, room: string, value: number): OtlpMetric => ({
      name: 'temperature',
      unit: 'Cel',
      gauge: {
        dataPoints: [
          {
            timeUnixNano: at(second),
            asDouble: value,
            attributes: [{ key: 'room', value: { stringValue: room } }],
          },
        ],
      },
    });
    expect(chartOf(report(gauge(0, 'a', 20)), report(gauge(0, 'b', 22)), report(gauge(5, 'a', 21)))).toEqual({
      times: [0, 5],
      unit: 'Cel',
      series: [
        ['room=a', 20, 21],
        ['room=b', 22, null],
      ],
    });
  });

  test('a histogram is percentiles of what came in between two reports', () => {
    const { times, series } = chartOf(
      report(histogram(0, [10, 0, 0, 0])),
      report(histogram(10, [10, 0, 10, 0])),
      report(histogram(20, [10, 0, 10, 0])),
    );
    expect(times).toEqual([0, 10]);
    expect(series[0]).toEqual(['p50', 0.5, 3]);
  });

  test('exponential histograms are histograms as well', () => {
    const exponential: OtlpMetric = {
      name: 'size',
      exponentialHistogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            timeUnixNano: at(0),
            scale: 0,
            zeroCount: 0,
            count: 4,
            sum: 12,
            positive: { offset: 1, bucketCounts: [4] },
          },
        ],
      },
    };
    const { series } = chartOf(report(exponential));
    const [, median] = series[0] ?? [];
    expect(Number(median)).toBeGreaterThan(2);
    expect(Number(median)).toBeLessThanOrEqual(4);
  });

  test('an exponential histogram whose scale goes down still says what came in between', () => {
    const exponential = (second: number, scale: number, offset: number, counts: readonly number[]) =>
      report({
        name: 'size',
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              timeUnixNano: at(second),
              scale,
              count: counts.reduce((sum, count) => sum + count, 0),
              positive: { offset, bucketCounts: counts },
            },
          ],
        },
      });
    // First a hundred values in (1, 1.41], then ten more in (8, 16].
    const { series } = chartOf(exponential(0, 1, 0, [100]), exponential(10, 0, 0, [100, 0, 0, 10]));
    const [, first, second] = series[0] ?? [];
    expect(Number(first)).toBeLessThanOrEqual(Math.SQRT2);
    expect(Number(second)).toBeGreaterThan(8);
  });
});

describe('exemplars', () => {
  const traceId = '0AF7651916CD43DD8448EB211C80319C';
  const measured = { traceId, spanId: 'b7ad6b7169203331', asDouble: 0.7, timeUnixNano: at(0) };
  function withExemplars(second: number, exemplars: readonly unknown[]): OtlpMetrics {
    const metric = histogram(second, [1, 0, 0, 0]);
    Object.assign(metric.histogram?.dataPoints?.[0] ?? {}, { exemplars });
    return report(metric);
  }
  const shown = [
    { traceId: traceId.toLowerCase(), spanId: 'b7ad6b7169203331', value: 0.7, unixMs: START_S * 1e3 },
  ];

  test('that name a trace lead to it; what is no exemplar is none', () => {
    const history = historyOf(withExemplars(0, [measured, { traceId: 'no', asDouble: 1 }, null, 'x']));
    expect(history.instruments[0]?.exemplars).toEqual(shown);
  });

  test('that are sent with each report are one, and stay with their own service', () => {
    const other: OtlpMetrics = {
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'another' } }] },
          scopeMetrics: [{ metrics: [histogram(0, [1, 0, 0, 0])] }],
        },
      ],
    };
    const history = historyOf(other, withExemplars(0, [measured]), withExemplars(10, [measured]));
    expect(history.instruments.map(({ exemplars }) => exemplars)).toEqual([[], shown]);
    const [, shop] = history.instruments;
    expect(shop && chartOfInstrument(shop).marks).toEqual([{ time: START_S, value: 0.7 }]);
  });
});

describe('the four graphs', () => {
  const of = (service: string, ...metrics: readonly OtlpMetric[]): OtlpMetrics => ({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeMetrics: [{ metrics }],
      },
    ],
  });
  const queries = (second: number, counts: Readonly<Record<string, number>>): OtlpMetric => ({
    name: 'db.client.operation.duration',
    unit: 's',
    histogram: {
      aggregationTemporality: 2,
      dataPoints: Object.entries(counts).map(([operation, count]) => ({
        timeUnixNano: at(second),
        count,
        explicitBounds: [1],
        bucketCounts: [count, 0],
        attributes: [{ key: 'db.operation.name', value: { stringValue: operation } }],
      })),
    },
  });
  const latency = (second: number): OtlpMetric => ({
    ...histogram(second, [second + 1, 0, 0, 0]),
    name: 'http.server.request.duration',
  });

  test('need the building: other telemetry has none', () => {
    expect(fourGraphs(historyOf(report(counter(0, 1))).instruments)).toBeUndefined();
  });

  test('count writes of all services together, and no reads', () => {
    const { instruments } = historyOf(
      of('building-api', latency(0), queries(0, { INSERT: 10, SELECT: 5 })),
      of('event-worker', queries(0, { INSERT: 1, DELETE: 0 })),
      of('building-api', latency(10), queries(10, { INSERT: 30, SELECT: 500 })),
      of('event-worker', queries(10, { INSERT: 11, DELETE: 5 })),
    );
    const graphs = fourGraphs(instruments) ?? [];
    expect(graphs.map(({ title }) => title)).toEqual([
      'Hub connections per second',
      'Queue messages per second',
      'Request latency',
      'Row writes per second',
    ]);
    expect(graphs[3]?.data.series).toEqual([
      { label: 'INSERT', points: [3] },
      { label: 'UPDATE', points: [null] },
      { label: 'DELETE', points: [0.5] },
    ]);
    expect(graphs[2]?.data.series[0]).toEqual({ label: 'p50', points: [0.5, 0.5] });
  });
});
