/**
 * Spans of an OpenTelemetry SDK for JavaScript, as an in-memory exporter holds them, to a trace that can be queried.
 *
 *   exporter.getFinishedSpans() --traceOfSpans--> TraceReader --> expect(trace).toHaveSpan(...)
 *
 * The shape is that of the SDK's `ReadableSpan`, 1.x (`parentSpanId`) and later (`parentSpanContext`); nothing of the
 * SDK is imported.
 */
import type { OtlpAnyValue, OtlpKeyValue, OtlpSpan, OtlpTraces } from '../model/otlp-json.ts';
import { SpanTable } from '../model/span-table.ts';
import type { TraceReader } from '../model/types.ts';

/** Seconds, and the nanoseconds above them. */
type HrTime = readonly [seconds: number, nanoseconds: number];
type Attributes = Readonly<Record<string, unknown>>;
interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** As much of the SDK's `ReadableSpan` as tests look at. */
export interface SdkSpan {
  readonly name: string;
  /** Of the API: 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  readonly kind: number;
  spanContext(): SpanContext;
  readonly parentSpanContext?: { readonly spanId: string } | undefined;
  readonly parentSpanId?: string | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly ended?: boolean;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Attributes;
  readonly links: readonly { readonly context: SpanContext; readonly attributes?: Attributes | undefined }[];
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTime;
    readonly attributes?: Attributes | undefined;
  }[];
  readonly resource: { readonly attributes: Attributes };
}

/** Spans that have not ended are open in the trace: they are there, and have no duration yet. */
export function traceOfSpans(spans: readonly SdkSpan[]): TraceReader {
  const table = new SpanTable();
  table.appendTraces(request(spans.filter(({ ended }) => ended !== false)));
  table.appendStarted(request(spans.filter(({ ended }) => ended === false)));
  return table;
}

function request(spans: readonly SdkSpan[]): OtlpTraces {
  const byResource = new Map<SdkSpan['resource'], OtlpSpan[]>();
  for (const span of spans) {
    const alike = byResource.get(span.resource);
    if (alike) alike.push(otlpSpan(span));
    else byResource.set(span.resource, [otlpSpan(span)]);
  }
  return {
    resourceSpans: [...byResource].map(([{ attributes }, ofResource]) => ({
      resource: { attributes: keyValues(attributes) },
      scopeSpans: [{ spans: ofResource }],
    })),
  };
}

function otlpSpan(span: SdkSpan): OtlpSpan {
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: span.name,
    // OTLP counts from "unspecified".
    kind: span.kind + 1,
    startTimeUnixNano: unixNano(span.startTime),
    ...(span.ended !== false && { endTimeUnixNano: unixNano(span.endTime) }),
    attributes: keyValues(span.attributes),
    status: span.status,
    links: span.links.map(({ context, attributes = {} }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: keyValues(attributes),
    })),
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name,
      timeUnixNano: unixNano(time),
      attributes: keyValues(attributes),
    })),
  };
}

const unixNano = ([seconds, nanoseconds]: HrTime): string =>
  String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(nanoseconds)));

const keyValues = (attributes: Attributes): OtlpKeyValue[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

/** Attributes are numbers, texts, booleans and arrays of one of them. */
function anyValue(value: unknown): OtlpAnyValue {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyScalar) } };
  return anyScalar(value);
}

function anyScalar(value: unknown): OtlpAnyValue {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return value === null || value === undefined ? {} : { stringValue: String(value) };
}
