import { context, trace } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describe, expect, test } from 'vitest';
import { exposition, formatFor } from '../../../demo-server/prometheus/exposition.ts';
import { metricFamilies } from '../../../demo-server/prometheus/families.ts';
import { familyName, labelsOf } from '../../../demo-server/prometheus/names.ts';
import { ExemplarReservoir } from '../../../demo-server/telemetry/exemplars.ts';
import { OnDemandReader, runScopedMeterProvider } from '../../../demo-server/telemetry/run-metrics.ts';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const inSpan = (traceFlags: number) =>
  trace.setSpan(context.active(), trace.wrapSpanContext({ ...SPAN, traceFlags }));

function service(name: string, exemplars?: ExemplarReservoir) {
  const reader = new OnDemandReader();
  const resource = resourceFromAttributes({
    'service.name': name,
    'service.namespace': 'shop',
    region: 'eu',
  });
  const sdk = new MeterProvider({ resource, readers: [reader] });
  const provider = runScopedMeterProvider(sdk, resource, () => undefined, exemplars);
  return {
    meter: provider.getMeter('till', '1.0'),
    read: async (): Promise<ResourceMetrics> => (await reader.collect()).resourceMetrics,
  };
}

describe('names', () => {
  test.each([
    ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
    ['queue.sent', '{message}', 'counter', 'queue_sent'],
    ['queue.sent_total', '{message}', 'counter', 'queue_sent'],
    ['process.memory.usage', 'By', 'gauge', 'process_memory_usage_bytes'],
    ['wait_seconds', 's', 'gauge', 'wait_seconds'],
    ['loop.utilization', '1', 'gauge', 'loop_utilization_ratio'],
    ['tries', '1', 'counter', 'tries'],
    ['net.io', 'By/s', 'gauge', 'net_io_bytes_per_second'],
    ['orders.rate', '{order}/min', 'gauge', 'orders_rate_per_minute'],
    ['a--b..c', '', 'gauge', 'a_b_c'],
    ['2xx', '', 'gauge', '_2xx'],
  ] as const)('%s in %s, a %s, is %s', (name, unit, type, expected) => {
    expect(familyName(name, unit, type)).toBe(expected);
  });

  test('keys that become one label share it, in the order of the keys', () => {
    expect(labelsOf({ 'a.b': 'second', 'a-b': 'first', n: 7, gone: undefined, __own: true })).toEqual([
      ['a_b', 'first;second'],
      ['n', '7'],
      ['own', 'true'],
    ]);
  });
});

describe('the text', () => {
  async function twoServices() {
    const exemplars = new ExemplarReservoir(() => 1_790_000_000_500);
    const [till, stock] = [service('till', exemplars), service('stock', exemplars)];
    const orders = till.meter.createCounter('orders', { description: 'Orders\nthat were "paid"' });
    orders.add(2, { kind: 'a\\b "c"\nd' });
    orders.add(1, { kind: 'plain' }, inSpan(1));
    const wait = till.meter.createHistogram('wait', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.1, 1] },
    });
    wait.record(0.05, {}, inSpan(0));
    wait.record(0.5, {}, inSpan(1));
    wait.record(0.5, {});
    stock.meter.createCounter('orders', { description: 'Others' }).add(5);
    stock.meter.createGauge('wait', { unit: 's' }).record(3);
    return metricFamilies([await till.read(), await stock.read()], exemplars);
  }
  const scope = 'otel_scope_name="till",otel_scope_version="1.0"';

  test('of several services has one block a name, and leaves out what has a name of another type', async () => {
    expect(exposition(await twoServices(), 'text')).toBe(`# HELP orders_total Orders\\nthat were "paid"
# TYPE orders_total counter
orders_total{job="shop/till",kind="a\\\\b \\"c\\"\\nd",${scope}} 2
orders_total{job="shop/till",kind="plain",${scope}} 1
orders_total{job="shop/stock",${scope}} 5
# HELP target_info What is known of each service
# TYPE target_info gauge
target_info{job="shop/till",region="eu"} 1
target_info{job="shop/stock",region="eu"} 1
# TYPE wait_seconds histogram
wait_seconds_bucket{job="shop/till",${scope},le="0.1"} 1
wait_seconds_bucket{job="shop/till",${scope},le="1.0"} 3
wait_seconds_bucket{job="shop/till",${scope},le="+Inf"} 3
wait_seconds_count{job="shop/till",${scope}} 3
wait_seconds_sum{job="shop/till",${scope}} 1.05
`);
  });

  test('in OpenMetrics has units, exemplars of sampled spans, and an end', async () => {
    const exemplar = `# {trace_id="${SPAN.traceId}",span_id="${SPAN.spanId}"}`;
    expect(exposition(await twoServices(), 'openmetrics')).toBe(`# HELP orders Orders\\nthat were \\"paid\\"
# TYPE orders counter
orders_total{job="shop/till",kind="a\\\\b \\"c\\"\\nd",${scope}} 2
orders_total{job="shop/till",kind="plain",${scope}} 1 ${exemplar} 1 1790000000.500
orders_total{job="shop/stock",${scope}} 5
# HELP target What is known of each service
# TYPE target info
target_info{job="shop/till",region="eu"} 1
target_info{job="shop/stock",region="eu"} 1
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
wait_seconds_bucket{job="shop/till",${scope},le="0.1"} 1
wait_seconds_bucket{job="shop/till",${scope},le="1.0"} 3 ${exemplar} 0.5 1790000000.500
wait_seconds_bucket{job="shop/till",${scope},le="+Inf"} 3
wait_seconds_count{job="shop/till",${scope}} 3
wait_seconds_sum{job="shop/till",${scope}} 1.05
# EOF
`);
  });

  test('says of one service what OpenTelemetry’s own serializer says, but for units and the job', async () => {
    const { meter, read } = service('till');
    meter.createCounter('orders', { description: 'Paid' }).add(3, { 'pay.kind': 'card', vat: 19 });
    meter.createUpDownCounter('guests').add(-2);
    meter.createHistogram('size').record(30, { table: 'a' });
    const metrics = await read();
    const samples = (text: string) =>
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('target_info'))
        .map((line) => {
          const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
          const kept = labels.split(',').filter((label) => !label.startsWith('job='));
          return `${name} ${kept.sort().join()} ${value}`.replaceAll('.0"', '"');
        })
        .sort();
    const theirs = samples(new PrometheusSerializer().serialize(metrics));
    expect(theirs.length).toBeGreaterThan(15);
    expect(samples(exposition(metricFamilies([metrics]), 'text'))).toEqual(theirs);
  });
});

test.each([
  [undefined, 'text'],
  ['*/*', 'text'],
  ['text/plain;version=0.0.4', 'text'],
  ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'openmetrics'],
  ['application/openmetrics-text;q=0.2, text/plain', 'text'],
  ['application/openmetrics-text; q=0', 'text'],
  [
    'application/vnd.google.protobuf;encoding=delimited;q=0.6,application/openmetrics-text;q=0.5,*/*;q=0.1',
    'openmetrics',
  ],
])('%s is answered in %s', (accept, format) => {
  expect(formatFor(accept)).toBe(format);
});

test('no more streams are remembered than the bound', async () => {
  const exemplars = new ExemplarReservoir(() => 0);
  const resource = resourceFromAttributes({});
  for (let stream = 0; stream < 1_100; stream++)
    exemplars.offer(resource, {
      instrument: 'wait',
      attributes: { stream },
      value: 1,
      context: inSpan(1),
      bounds: [],
    });
  expect(exemplars.of(resource, 'wait', { stream: 999 })).toHaveLength(1);
  expect(exemplars.of(resource, 'wait', { stream: 1_000 })).toEqual([]);
});
