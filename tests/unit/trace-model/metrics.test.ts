import { describe, expect, it } from 'vitest';
import type { OtlpMetric, OtlpMetrics } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';

const CUMULATIVE = 2;
const DELTA = 1;
const requests = 'http.server.requests';

describe('a sum', () => {
  it('cumulative: the newest report wins, whichever came last', () => {
    const table = new TraceTable();
    table.appendMetrics(sum(CUMULATIVE, '100', 5));
    table.appendMetrics(sum(CUMULATIVE, '300', 9));
    expect(table.appendMetrics(sum(CUMULATIVE, '200', 7))).toEqual({ added: 0, updated: 0, problems: [] });
    expect(values(table)).toEqual([9]);
  });

  it('delta: reports add up, and one sent twice counts once', () => {
    const table = new TraceTable();
    for (const report of [sum(DELTA, '100', 5), sum(DELTA, '200', 4), sum(DELTA, '200', 4)])
      table.appendMetrics(report);
    expect(values(table)).toEqual([9]);
  });

  it('has a point for each set of attributes, in whatever order they are written', () => {
    const table = new TraceTable();
    const route = { key: 'http.route', value: { stringValue: '/units' } };
    const status = { key: 'http.response.status_code', value: { intValue: '200' } };
    table.appendMetrics(sum(CUMULATIVE, '100', 1, [route, status]));
    table.appendMetrics(sum(CUMULATIVE, '200', 2, [status, route]));
    table.appendMetrics(sum(CUMULATIVE, '200', 3, [route]));
    expect(values(table)).toEqual([2, 3]);
    expect(table.metrics[0]?.points[1]?.attributes).toEqual(new Map([['http.route', '/units']]));
  });

  it('of two instances of a service makes two points', () => {
    const table = new TraceTable();
    table.appendMetrics(sum(CUMULATIVE, '100', 1, [], 'instance-1'));
    table.appendMetrics(sum(CUMULATIVE, '100', 2, [], 'instance-2'));
    expect(table.metrics).toHaveLength(1);
    expect(values(table)).toEqual([1, 2]);
  });
});

describe('a histogram', () => {
  const point = {
    timeUnixNano: '100',
    count: '3',
    sum: 6,
    min: 1,
    max: 3,
    explicitBounds: [1, 2],
    bucketCounts: ['1', '1', 1],
  };

  it('is read with its buckets', () => {
    const table = new TraceTable();
    table.appendMetrics(
      metrics({
        name: 'latency',
        unit: 's',
        histogram: { dataPoints: [point], aggregationTemporality: CUMULATIVE },
      }),
    );
    expect(table.metrics[0]).toMatchObject({ type: 'histogram', unit: 's', service: 'api' });
    expect(table.metrics[0]?.points[0]).toMatchObject({
      value: 6,
      count: 3,
      min: 1,
      max: 3,
      bounds: [1, 2],
      bucketCounts: [1, 1, 1],
    });
  });

  it('delta: buckets add up; other buckets cannot be added, which is reported', () => {
    const table = new TraceTable();
    const report = (timeUnixNano: string, change: object = {}) =>
      table.appendMetrics(
        metrics({
          name: 'latency',
          histogram: { dataPoints: [{ ...point, timeUnixNano, ...change }], aggregationTemporality: DELTA },
        }),
      );
    report('100');
    expect(report('200', { max: 9 }).problems).toEqual([]);
    expect(table.metrics[0]?.points[0]).toMatchObject({
      value: 12,
      count: 6,
      min: 1,
      max: 9,
      bucketCounts: [2, 2, 2],
    });
    expect(report('300', { explicitBounds: [1, 5] }).problems).toMatchObject([
      { type: 'bad-metric', kept: true },
    ]);
    expect(table.metrics[0]?.points[0]).toMatchObject({ count: 3, bounds: [1, 5] });
  });
});

describe('an exponential histogram', () => {
  const point = {
    timeUnixNano: '100',
    count: '7',
    sum: 20,
    scale: 0,
    zeroCount: '1',
    positive: { offset: 1, bucketCounts: ['2', '4'] },
  };
  const exponential = (dataPoint: object) =>
    metrics({
      name: 'latency',
      exponentialHistogram: { dataPoints: [dataPoint], aggregationTemporality: DELTA },
    });

  it('is read as explicit buckets', () => {
    const table = new TraceTable();
    table.appendMetrics(exponential(point));
    expect(table.metrics[0]?.type).toBe('exponential-histogram');
    expect(table.metrics[0]?.points[0]).toMatchObject({
      count: 7,
      bounds: [0, 2, 4, 8],
      bucketCounts: [1, 0, 2, 4, 0],
    });
  });

  it('delta: two of different scales are added at the lower one', () => {
    const table = new TraceTable();
    table.appendMetrics(exponential(point));
    table.appendMetrics(
      exponential({
        ...point,
        timeUnixNano: '200',
        scale: 1,
        positive: { offset: 2, bucketCounts: ['1', '1', '5'] },
      }),
    );
    // At scale 1 the buckets 2, 3, 4 begin at 2, 2.8 and 4: at scale 0 they are buckets 1, 1, 2.
    expect(table.metrics[0]?.points[0]).toMatchObject({
      bounds: [0, 2, 4, 8],
      bucketCounts: [2, 0, 4, 9, 0],
    });
  });

  it('is not spread over more buckets than anyone could mean', () => {
    const table = new TraceTable();
    table.appendMetrics(exponential(point));
    const far = { ...point, timeUnixNano: '200', positive: { offset: 2_000_000_000, bucketCounts: ['1'] } };
    expect(table.appendMetrics(exponential(far)).problems).toMatchObject([
      { type: 'bad-metric', kept: true },
    ]);
  });
});

describe('what cannot be read is reported, and the rest is kept', () => {
  const good = { timeUnixNano: '1', asInt: '1' };
  const cases: readonly (readonly [what: string, metric: OtlpMetric])[] = [
    ['a metric without name', { gauge: { dataPoints: [good] } }],
    ['a metric without data', { name: 'nothing' }],
    ['a point without value', { name: 'm', gauge: { dataPoints: [{ timeUnixNano: '1' }] } }],
    [
      'a bucket too few',
      { name: 'm', histogram: { dataPoints: [{ explicitBounds: [1], bucketCounts: ['1'] }] } },
    ],
    ['a scale out of range', { name: 'm', exponentialHistogram: { dataPoints: [{ scale: 99 }] } }],
  ];
  for (const [what, metric] of cases) {
    it(what, () => {
      const table = new TraceTable();
      const request = metrics(metric, { name: 'good', gauge: { dataPoints: [good] } });
      expect(table.appendMetrics(request).problems).toMatchObject([
        { type: 'bad-metric', kept: false, path: 'resourceMetrics[0].scopeMetrics[0].metrics[0]' },
      ]);
      expect(table.metrics.map(({ name }) => name)).toEqual(['good']);
    });
  }
});

function sum(
  aggregationTemporality: number,
  timeUnixNano: string,
  value: number,
  attributes: NonNullable<NonNullable<OtlpMetric['sum']>['dataPoints']>[number]['attributes'] = [],
  instance = 'instance',
): OtlpMetrics {
  const dataPoints = [{ attributes, timeUnixNano, asInt: String(value) }];
  const request = metrics({ name: requests, sum: { dataPoints, aggregationTemporality, isMonotonic: true } });
  const [resource] = request.resourceMetrics ?? [];
  const id = { key: 'service.instance.id', value: { stringValue: instance } };
  return {
    resourceMetrics: [
      { ...resource, resource: { attributes: [...(resource?.resource?.attributes ?? []), id] } },
    ],
  };
}

function metrics(...list: readonly OtlpMetric[]): OtlpMetrics {
  const attributes = [{ key: 'service.name', value: { stringValue: 'api' } }];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics: list }] }] };
}

function values(table: TraceTable): readonly (number | undefined)[] {
  return table.metrics.flatMap((metric) => metric.points.map((point) => point.value));
}
