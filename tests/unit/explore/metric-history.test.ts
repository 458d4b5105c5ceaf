import { describe, expect, test } from 'vitest';
import { chartOfInstrument } from '../../../src/explore/metrics/chart-of-instrument.ts';
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
});

test('exemplars that name a trace lead to it; what is no exemplar is none', () => {
  const traceId = '0AF7651916CD43DD8448EB211C80319C';
  const withExemplars = histogram(0, [1, 0, 0, 0]);
  Object.assign(withExemplars.histogram?.dataPoints?.[0] ?? {}, {
    exemplars: [
      { traceId, spanId: 'b7ad6b7169203331', asDouble: 0.7, timeUnixNano: at(0) },
      { traceId: 'no', asDouble: 1 },
      null,
      'x',
    ],
  });
  expect(historyOf(report(withExemplars)).instruments[0]?.exemplars).toEqual([
    { traceId: traceId.toLowerCase(), spanId: 'b7ad6b7169203331', value: 0.7, unixMs: START_S * 1e3 },
  ]);
});
