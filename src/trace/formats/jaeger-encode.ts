/**
 * OTLP into Jaeger's JSON, the way back of `jaeger-decode.ts`. Jaeger's format holds less, and what it cannot hold is lost
 * here: nanoseconds (it counts microseconds), attributes of links, dropped counts, and the end of a span that has none
 * (the span is written with no duration and a warning). Lists and maps become JSON texts.
 *
 * Source: Jaeger, model/json/model.go and its "OpenTelemetry compatibility" mapping.
 */
import type { OtlpKeyValue, OtlpResourceSpans, OtlpSpan, OtlpTraces } from '../model/otlp-json.ts';
import { SPAN_KINDS } from '../model/types.ts';

export interface JaegerTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  readonly value: string | number | boolean;
}
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly {
    readonly refType: string;
    readonly traceID: string;
    readonly spanID: string;
  }[];
  readonly flags: number;
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: {
    readonly [id: string]: { readonly serviceName: string; readonly tags: readonly JaegerTag[] };
  };
  readonly warnings: null;
}

/** One Jaeger trace for each trace id, in the order in which those first appear. */
export function toJaeger(traces: OtlpTraces): readonly JaegerTrace[] {
  const byTrace = new Map<string, { spans: JaegerSpan[]; processes: Map<OtlpResourceSpans, string> }>();
  for (const resource of traces.resourceSpans ?? []) {
    for (const { scope, spans } of resource.scopeSpans ?? []) {
      const scopeTags = [
        ...textTag('otel.scope.name', scope?.name),
        ...textTag('otel.scope.version', scope?.version),
      ];
      for (const span of spans ?? []) {
        const traceID = span.traceId ?? '';
        let trace = byTrace.get(traceID);
        if (trace === undefined) {
          trace = { spans: [], processes: new Map() };
          byTrace.set(traceID, trace);
        }
        const processID = trace.processes.get(resource) ?? `p${trace.processes.size + 1}`;
        trace.processes.set(resource, processID);
        trace.spans.push(toSpan(span, processID, scopeTags));
      }
    }
  }
  return [...byTrace].map(([traceID, { spans, processes }]) => ({
    traceID,
    spans,
    processes: Object.fromEntries([...processes].map(([resource, id]) => [id, toProcess(resource)])),
    warnings: null,
  }));
}

function toProcess(resource: OtlpResourceSpans) {
  const attributes = resource.resource?.attributes ?? [];
  const name = attributes.find(({ key }) => key === 'service.name')?.value?.stringValue;
  return {
    serviceName: name ?? '',
    tags: attributes.filter(({ key }) => key !== 'service.name' || name === undefined).map(toTag),
  };
}

function toSpan(span: OtlpSpan, processID: string, scopeTags: readonly JaegerTag[]): JaegerSpan {
  const traceID = span.traceId ?? '';
  // A span without a start stands at its end, as it does in the table.
  const startTime = microsOf(span.startTimeUnixNano ?? span.endTimeUnixNano);
  const isOpen = span.endTimeUnixNano === undefined;
  const parent = span.parentSpanId;
  const kind = span.kind ?? 0;
  const { code = 0, message = '' } = span.status ?? {};
  return {
    traceID,
    spanID: span.spanId ?? '',
    operationName: span.name ?? '',
    references: [
      ...(parent === undefined || parent === '' ? [] : [{ refType: 'CHILD_OF', traceID, spanID: parent }]),
      ...(span.links ?? []).map((link) => ({
        refType: refTypeOf(link.attributes ?? []),
        traceID: link.traceId ?? '',
        spanID: link.spanId ?? '',
      })),
    ],
    flags: (span.flags ?? 0) & 1,
    startTime,
    duration: isOpen ? 0 : microsOf(span.endTimeUnixNano) - startTime,
    tags: [
      ...(span.attributes ?? []).map(toTag),
      ...(kind === 0 ? [] : textTag('span.kind', SPAN_KINDS[kind])),
      ...(code === 2 ? [{ key: 'error', type: 'bool', value: true } as const] : []),
      ...(code === 0 ? [] : textTag('otel.status_code', code === 2 ? 'ERROR' : 'OK')),
      ...textTag('otel.status_description', message),
      ...textTag('w3c.tracestate', span.traceState),
      ...scopeTags,
    ],
    logs: (span.events ?? []).map((event) => ({
      timestamp: microsOf(event.timeUnixNano),
      fields: [...textTag('event', event.name), ...(event.attributes ?? []).map(toTag)],
    })),
    processID,
    warnings: isOpen ? ['This span had not ended when the trace was exported.'] : null,
  };
}

function refTypeOf(attributes: readonly OtlpKeyValue[]): string {
  const type = attributes.find(({ key }) => key === 'opentracing.ref_type')?.value?.stringValue;
  return type === 'child_of' ? 'CHILD_OF' : 'FOLLOWS_FROM';
}

function toTag({ key = '', value = {} }: OtlpKeyValue): JaegerTag {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = value;
  if (stringValue !== undefined) return { key, type: 'string', value: stringValue };
  if (boolValue !== undefined) return { key, type: 'bool', value: boolValue };
  if (intValue !== undefined) {
    const number = Number(intValue);
    return { key, type: 'int64', value: Number.isSafeInteger(number) ? number : String(intValue) };
  }
  if (doubleValue !== undefined) return { key, type: 'float64', value: doubleValue };
  if (bytesValue !== undefined) return { key, type: 'binary', value: bytesValue };
  const rest = value.arrayValue ?? value.kvlistValue;
  return { key, type: 'string', value: rest === undefined ? '' : JSON.stringify(rest.values ?? []) };
}

function textTag(key: string, value: string | undefined): readonly JaegerTag[] {
  return value === undefined || value === '' ? [] : [{ key, type: 'string', value }];
}

/** Whole microseconds, earlier rather than later, as all Jaeger clients do; exact until the year 2255. */
function microsOf(nanos: string | number | undefined): number {
  return Number(BigInt(nanos ?? 0) / 1000n);
}
