/** How the server is, from readings of its instruments. */
import { describe, expect, test } from 'vitest';
import { serverHealth } from '../../../src/explore/health/server-health.ts';
import { MetricHistory } from '../../../src/explore/metrics/metric-history.ts';
import type { OtlpMetric, OtlpMetrics } from '../../../src/trace/model/otlp-json.ts';

const at = (second: number) => `${1_790_000_000 + second}000000000`;
const gauge = (name: string, unit: string, second: number, value: number): OtlpMetric => ({
  name,
  unit,
  gauge: { dataPoints: [{ timeUnixNano: at(second), asDouble: value }] },
});
const counter = (
  name: string,
  second: number,
  points: readonly (readonly [value: number, attributes: Record<string, string>])[],
): OtlpMetric => ({
  name,
  sum: {
    isMonotonic: true,
    aggregationTemporality: 2,
    dataPoints: points.map(([value, attributes]) => ({
      timeUnixNano: at(second),
      asDouble: value,
      attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
    })),
  },
});
const reading = (service: string, metrics: readonly OtlpMetric[]): OtlpMetrics => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeMetrics: [{ metrics }],
    },
  ],
});
function healthOf(...readings: readonly OtlpMetrics[]) {
  const history = new MetricHistory();
  for (const each of readings) history.append(each);
  return serverHealth(history.instruments);
}
const well = (second: number, more: readonly OtlpMetric[] = []) =>
  reading('demo-server', [
    gauge('bldg.feed.sessions', '{session}', second, 3),
    gauge('bldg.database.available', '1', second, 1),
    ...more,
  ]);

test('another program’s metrics are no server’s, whatever they are called', () => {
  expect(healthOf(reading('shop', [gauge('bldg.feed.sessions', '', 0, 1)]))).toBeUndefined();
});

test('what is measured has a graph; a server in a browser has none of a process', () => {
  const inBrowser = healthOf(well(0));
  expect(inBrowser?.process).toEqual([]);
  expect(inBrowser?.work.map(({ title }) => title)).toEqual(['Pages and phones']);
  const processor = (second: number, user: number) =>
    counter('process.cpu.time', second, [
      [user, { 'cpu.mode': 'user' }],
      [1, { 'cpu.mode': 'system' }],
    ]);
  const delay = (second: number) => gauge('nodejs.eventloop.delay.p99', 's', second, 0.02);
  const onNode = healthOf(well(0, [processor(0, 1), delay(0)]), well(10, [processor(10, 6), delay(10)]));
  expect(onNode?.process.map(({ title, instruments }) => [title, instruments])).toEqual([
    ['How late the event loop is', ['nodejs.eventloop.delay.p99']],
    ['Processors in use', ['process.cpu.time']],
  ]);
  expect(onNode?.process[1]?.data.series).toEqual([
    { label: 'user', points: [0.5] },
    { label: 'system', points: [0] },
  ]);
});

test('rates are of the records that were taken, by signal', () => {
  const records = (second: number, spans: number) =>
    counter('bldg.ingest.records', second, [
      [spans, { 'bldg.otlp.signal': 'traces', 'bldg.otlp.outcome': 'accepted' }],
      [spans * 7, { 'bldg.otlp.signal': 'traces', 'bldg.otlp.outcome': 'rejected' }],
    ]);
  const health = healthOf(well(0, [records(0, 100)]), well(5, [records(5, 150)]));
  const graph = health?.work.find(({ title }) => title === 'Records taken in per second');
  expect(graph?.data.series).toEqual([{ label: 'traces', points: [10] }]);
});

describe('troubles', () => {
  test('there are none while all is well', () => {
    const fine = gauge('nodejs.eventloop.delay.p99', 's', 5, 0.03);
    expect(healthOf(well(0), well(5, [fine]))?.troubles).toEqual([]);
  });
  test.each([
    ['a database that is away', gauge('bldg.database.available', '1', 5, 0), /database does not answer/],
    ['an event loop that is late', gauge('nodejs.eventloop.delay.p99', 's', 5, 0.5), /late by 500 ms/],
    ['an event loop that is never idle', gauge('nodejs.eventloop.utilization', '1', 5, 0.97), /97 %/],
    ['pages that do not read', gauge('bldg.feed.waiting', 'By', 5, 90_000_000), /90 MB/],
  ])('%s', (_, metric, words) => {
    const [first, ...rest] =
      healthOf(well(0), reading('demo-server', [gauge('bldg.feed.sessions', '', 5, 3), metric]))?.troubles ??
      [];
    expect(first).toMatch(words);
    expect(rest).toEqual([]);
  });
  test('what was dropped before the last reading is no trouble any more', () => {
    const dropped = (second: number, count: number) => counter('bldg.feed.dropped', second, [[count, {}]]);
    const before = [well(0, [dropped(0, 0)]), well(5, [dropped(5, 12)])];
    expect(healthOf(...before)?.troubles).toEqual([expect.stringMatching(/^12 messages did not reach/)]);
    expect(healthOf(...before, well(10, [dropped(10, 12)]))?.troubles).toEqual([]);
  });
});
