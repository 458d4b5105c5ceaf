/**
 * The exporters that a configuration can name. OTLP bytes are made by the SDK's own serializers; the way to the
 * receiver is handed in, because a learner's worker has no network.
 */
import { SpanKind } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export type SignalName = 'traces' | 'metrics' | 'logs';

/** Where exporters lead to. */
export interface Outside {
  /** One request over HTTP. Rejects where nobody listens. */
  send(request: Request): Promise<Response>;
  /** One line on the console of the process. */
  print(line: string): void;
  /** What an exporter could not do; the SDK's `diag` would say it. */
  complain(message: string): void;
  /** The `in_memory` exporter of this build. */
  keep(signal: SignalName, items: number): void;
}

/** What all three kinds of exporter of the SDK have in common. */
export interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

interface Signal<Items> {
  readonly name: SignalName;
  readonly protobuf: (items: Items) => Uint8Array | undefined;
  readonly json: (items: Items) => Uint8Array | undefined;
  readonly lines: (items: Items) => readonly string[];
}

export const TRACES: Signal<ReadableSpan[]> = {
  name: 'traces',
  protobuf: (spans) => ProtobufTraceSerializer.serializeRequest(spans),
  json: (spans) => JsonTraceSerializer.serializeRequest(spans),
  lines: (spans) => spans.map(spanLine),
};
export const LOGS: Signal<ReadableLogRecord[]> = {
  name: 'logs',
  protobuf: (records) => ProtobufLogsSerializer.serializeRequest(records),
  json: (records) => JsonLogsSerializer.serializeRequest(records),
  lines: (records) => records.map(({ severityText = '', body }) => `${severityText} ${String(body)}`),
};
export const METRICS: Signal<ResourceMetrics> = {
  name: 'metrics',
  protobuf: (metrics) => ProtobufMetricsSerializer.serializeRequest(metrics),
  json: (metrics) => JsonMetricsSerializer.serializeRequest(metrics),
  lines: ({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => `metric ${descriptor.name}`)),
};

export interface OtlpHttp {
  readonly endpoint?: string | null;
  readonly encoding?: 'protobuf' | 'json' | null;
}

/** The defaults are those of the schema. */
export function otlpHttpExporter<Items>(
  signal: Signal<Items>,
  given: OtlpHttp | null,
  { send, complain }: Outside,
): Exporter<Items> {
  const url = given?.endpoint ?? `http://localhost:4318/v1/${signal.name}`;
  const isJson = given?.encoding === 'json';
  const under = new Set<Promise<void>>();
  const post = async (items: Items): Promise<ExportResult> => {
    try {
      // A path alone would be one of the page's own host, where there is a page.
      if (!/^https?:\/\//.test(url))
        throw new Error(
          'this is no address; one begins with http://, and a variable that is not set is empty',
        );
      const body = (isJson ? signal.json : signal.protobuf)(items);
      const headers = { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' };
      const answer = await send(
        new Request(url, { method: 'POST', headers, body: new Uint8Array(body ?? []) }),
      );
      await answer.body?.cancel();
      if (answer.ok) return { code: ExportResultCode.SUCCESS };
      throw new Error(`answered ${answer.status}`);
    } catch (error) {
      complain(`${signal.name} to ${url}: ${error instanceof Error ? error.message : String(error)}`);
      return { code: ExportResultCode.FAILED };
    }
  };
  const idle = async () => void (await Promise.all(under));
  return {
    export(items, done) {
      const work = post(items).then(done);
      under.add(work);
      void work.finally(() => under.delete(work));
    },
    forceFlush: idle,
    shutdown: idle,
  };
}

export const consoleExporter = <Items>(signal: Signal<Items>, { print }: Outside): Exporter<Items> =>
  atOnce((items) => {
    for (const line of signal.lines(items)) print(line);
  });

export const memoryExporter = <Items>(signal: Signal<Items>, { keep }: Outside): Exporter<Items> =>
  atOnce((items) => keep(signal.name, signal.lines(items).length));

function atOnce<Items>(take: (items: Items) => void): Exporter<Items> {
  return {
    export(items, done) {
      take(items);
      done({ code: ExportResultCode.SUCCESS });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

/** A span in a line; the SDK's own console exporter takes about thirty. */
function spanLine(span: ReadableSpan): string {
  const { traceId } = span.spanContext();
  const parent = span.parentSpanContext?.spanId.slice(0, 8) ?? 'none';
  const durationMs = hrTimeToMilliseconds(span.duration).toFixed(1);
  return `${SpanKind[span.kind]} ${span.name} ${durationMs} ms, trace ${traceId.slice(0, 8)}, parent ${parent}`;
}
