/** The requests of the three signals in OTLP/JSON, as tables of readers; `metric-points.ts` has those of points. */
import type {
  OtlpLogRecord,
  OtlpLogs,
  OtlpMetric,
  OtlpMetrics,
  OtlpResourceSpans,
  OtlpSpan,
  OtlpSpanEvent,
  OtlpSpanLink,
  OtlpTraces,
} from '../../../src/trace/model/otlp-json.ts';
import { isObject } from '../../../src/trace/model/otlp-walk.ts';
import type { Findings } from '../findings.ts';
import { Undecodable } from '../undecodable.ts';
import { exponentialPoint, histogramPoint, numberPoint } from './metric-points.ts';
import {
  anyValue,
  attributes,
  flag,
  groups,
  innerRecords,
  list,
  message,
  type Read,
  records,
  resource,
  scope,
  text,
  uint32,
  unixNano,
} from './read.ts';

type Item<T> = NonNullable<T> extends readonly (infer I)[] ? I : never;

/** Ids are judged where records are accepted, together with those of protobuf. */
const span = message<OtlpSpan>({
  traceId: text,
  spanId: text,
  traceState: text,
  parentSpanId: text,
  flags: uint32,
  name: text,
  kind: uint32,
  startTimeUnixNano: unixNano,
  endTimeUnixNano: unixNano,
  attributes,
  droppedAttributesCount: uint32,
  events: list(message<OtlpSpanEvent>({ timeUnixNano: unixNano, name: text, attributes })),
  droppedEventsCount: uint32,
  links: list(message<OtlpSpanLink>({ traceId: text, spanId: text, traceState: text, attributes })),
  droppedLinksCount: uint32,
  status: message<NonNullable<OtlpSpan['status']>>({ code: uint32, message: text }),
});
const traces = message<OtlpTraces>({
  resourceSpans: groups(
    message<OtlpResourceSpans>({
      resource,
      scopeSpans: groups(message<Item<OtlpResourceSpans['scopeSpans']>>({ scope, spans: records(span) })),
    }),
  ),
});

const logRecord = message<OtlpLogRecord>({
  timeUnixNano: unixNano,
  observedTimeUnixNano: unixNano,
  severityNumber: uint32,
  severityText: text,
  eventName: text,
  body: anyValue,
  attributes,
  traceId: text,
  spanId: text,
});
type ResourceLogs = Item<OtlpLogs['resourceLogs']>;
const logs = message<OtlpLogs>({
  resourceLogs: groups(
    message<ResourceLogs>({
      resource,
      scopeLogs: groups(message<Item<ResourceLogs['scopeLogs']>>({ scope, logRecords: records(logRecord) })),
    }),
  ),
});

const metric = message<OtlpMetric>({
  name: text,
  description: text,
  unit: text,
  sum: message<NonNullable<OtlpMetric['sum']>>({
    dataPoints: innerRecords(numberPoint),
    aggregationTemporality: uint32,
    isMonotonic: flag,
  }),
  gauge: message<NonNullable<OtlpMetric['gauge']>>({ dataPoints: innerRecords(numberPoint) }),
  histogram: message<NonNullable<OtlpMetric['histogram']>>({
    dataPoints: innerRecords(histogramPoint),
    aggregationTemporality: uint32,
  }),
  exponentialHistogram: message<NonNullable<OtlpMetric['exponentialHistogram']>>({
    dataPoints: innerRecords(exponentialPoint),
    aggregationTemporality: uint32,
  }),
});
type ResourceMetrics = Item<OtlpMetrics['resourceMetrics']>;
const metrics = message<OtlpMetrics>({
  resourceMetrics: groups(
    message<ResourceMetrics>({
      resource,
      scopeMetrics: groups(
        message<Item<ResourceMetrics['scopeMetrics']>>({ scope, metrics: records(metric) }),
      ),
    }),
  ),
});

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Throws {@link Undecodable} when the bytes are no such request. */
const reading =
  <T>(read: Read<T>) =>
  (body: Uint8Array, findings: Findings): T => {
    let given: unknown;
    try {
      given = JSON.parse(decoder.decode(body));
    } catch {
      throw new Undecodable('The body is not valid JSON.');
    }
    const request = isObject(given) ? read(given, 'request', findings) : undefined;
    if (request === undefined) throw new Undecodable('The body is not a JSON object.');
    return request;
  };

export const readTraces = reading(traces);
export const readLogs = reading(logs);
export const readMetrics = reading(metrics);
