/** Arbitrary, well-formed OTLP for property tests: every kind of value, ids of either case, times within the exact range. */
import fc from 'fast-check';
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpLogs,
  OtlpMetrics,
  OtlpSpan,
  OtlpTraces,
} from '../../src/trace/model/otlp-json.ts';

const ORIGIN_NS = 1_750_000_000_000_000_000n;
const DAY_NS = 86_400_000_000_000n;

export const unixNano = fc.bigInt({ min: ORIGIN_NS, max: ORIGIN_NS + 50n * DAY_NS }).map(String);

const hex = (digits: number, max: number) =>
  fc
    .integer({ min: 1, max })
    .map((id) => id.toString(16).padStart(digits, 'a'))
    .chain((id) => fc.constantFrom(id, id.toUpperCase()));
/** Few, so that spans meet. */
export const traceId = hex(32, 3);
export const spanId = hex(16, 40);
export const text = fc.oneof(
  fc.constantFrom('GET /units', 'SELECT', '<img onerror=alert(1)>', '__proto__'),
  fc.string(),
);

export const anyValue: fc.Arbitrary<OtlpAnyValue> = fc.letrec<{ value: OtlpAnyValue; entry: OtlpKeyValue }>(
  (tie) => ({
    entry: fc.record({ key: text, value: tie('value') }),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant({}),
      fc.record({ stringValue: text }),
      fc.record({ boolValue: fc.boolean() }),
      fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
      fc.record({ intValue: fc.maxSafeInteger() }),
      fc.record({
        doubleValue: fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constantFrom('NaN', '-Infinity'),
        ),
      }),
      fc.record({
        bytesValue: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      }),
      fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
      fc.record({ kvlistValue: fc.record({ values: fc.array(tie('entry'), { maxLength: 3 }) }) }),
    ),
  }),
).value;

const attributes = fc.uniqueArray(fc.record({ key: text, value: anyValue }), {
  maxLength: 4,
  selector: ({ key }) => key,
});
const uint = fc.nat({ max: 9 });

export const span: fc.Arbitrary<OtlpSpan> = fc.record(
  {
    traceId,
    spanId,
    parentSpanId: spanId,
    traceState: text,
    flags: fc.integer({ min: 0, max: 0x3ff }),
    name: text,
    kind: fc.integer({ min: 0, max: 5 }),
    startTimeUnixNano: unixNano,
    endTimeUnixNano: unixNano,
    attributes,
    events: fc.array(fc.record({ timeUnixNano: unixNano, name: text, attributes }), { maxLength: 2 }),
    links: fc.array(fc.record({ traceId, spanId, traceState: text, attributes }), { maxLength: 2 }),
    status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
    droppedAttributesCount: uint,
    droppedEventsCount: uint,
    droppedLinksCount: uint,
  },
  { requiredKeys: ['traceId', 'spanId', 'startTimeUnixNano'] },
);

const resource = fc.record({
  attributes: fc
    .tuple(fc.constantFrom('building-api', 'device-gateway', 'event-worker'), attributes)
    .map(([service, more]) => [
      { key: 'service.name', value: { stringValue: service } },
      ...more.filter(({ key }) => key !== 'service.name'),
    ]),
});
const scope = fc.record({ name: text, version: text, attributes });
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 });

export const traces: fc.Arbitrary<OtlpTraces> = fc.record({
  resourceSpans: few(
    fc.record({ resource, scopeSpans: few(fc.record({ scope, spans: fc.array(span, { maxLength: 6 }) })) }),
  ),
});

const logRecord = fc.record(
  {
    timeUnixNano: unixNano,
    observedTimeUnixNano: unixNano,
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: text,
    eventName: text,
    body: anyValue,
    attributes,
    traceId,
    spanId,
  },
  { requiredKeys: ['timeUnixNano'] },
);
export const logs: fc.Arbitrary<OtlpLogs> = fc.record({
  resourceLogs: few(
    fc.record({ resource, scopeLogs: few(fc.record({ scope, logRecords: few(logRecord) })) }),
  ),
});

const count = fc.nat({ max: 1_000 }).map(String);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const times = { attributes, startTimeUnixNano: unixNano, timeUnixNano: unixNano };
const numberPoint = fc.oneof(
  fc.record({ ...times, asInt: fc.maxSafeInteger().map(String) }),
  fc.record({ ...times, asDouble: finite }),
);
const histogramPoint = fc
  .tuple(
    fc.record({ ...times, count, sum: finite, min: finite, max: finite }),
    fc.array(fc.tuple(finite, count), { maxLength: 4 }),
    count,
  )
  .map(([point, buckets, overflow]) => ({
    ...point,
    explicitBounds: buckets.map(([bound]) => bound).sort((a, b) => a - b),
    bucketCounts: [...buckets.map(([, inside]) => inside), overflow],
  }));
const buckets = fc.record({
  offset: fc.integer({ min: -50, max: 50 }),
  bucketCounts: fc.array(count, { maxLength: 5 }),
});
const exponentialPoint = fc.record({
  ...times,
  count,
  sum: finite,
  scale: fc.integer({ min: -10, max: 20 }),
  zeroCount: count,
  positive: buckets,
  negative: buckets,
});
const head = { name: text.filter((name) => name !== ''), unit: fc.constantFrom('s', '1'), description: text };
const aggregationTemporality = fc.constant(2);
const metric = fc.oneof(
  fc.record({ ...head, gauge: fc.record({ dataPoints: few(numberPoint) }) }),
  fc.record({
    ...head,
    sum: fc.record({ dataPoints: few(numberPoint), aggregationTemporality, isMonotonic: fc.boolean() }),
  }),
  fc.record({ ...head, histogram: fc.record({ dataPoints: few(histogramPoint), aggregationTemporality }) }),
  fc.record({
    ...head,
    exponentialHistogram: fc.record({ dataPoints: few(exponentialPoint), aggregationTemporality }),
  }),
);
export const metrics: fc.Arbitrary<OtlpMetrics> = fc.record({
  resourceMetrics: few(
    fc.record({ resource, scopeMetrics: few(fc.record({ scope, metrics: few(metric) })) }),
  ),
});
