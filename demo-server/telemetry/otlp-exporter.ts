/**
 * An exporter of OTLP over HTTP whose wire is given: in a worker there is no socket, and a laboratory wants to cut it. The
 * body is the SDK's own protobuf, the answer is read by it, and what became of the spans is counted by the conventions.
 * Nothing is sent twice: who wants to see a failure must not wait for retries.
 *
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */
import { type Attributes, createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ATTR_ERROR_TYPE, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions';

export interface OtlpExporterOptions {
  /** Of the receiver, with its path: `http://host:4318/v1/traces`. */
  readonly url: string;
  /** Where the exporter counts what it does. Without one it counts nothing. */
  readonly selfObsMeterProvider?: MeterProvider;
}
/** Carries a request with so many spans to the host that it names. */
export type Wire = (request: Request, spans: number) => Promise<Response>;

/** Its name is what the counters say as `error.type`. */
export class ExportError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

export function otlpExporter({ url, selfObsMeterProvider }: OtlpExporterOptions, wire: Wire): SpanExporter {
  const { hostname, port, protocol } = new URL(url);
  const meter = selfObsMeterProvider?.getMeter('smart-building-otlp-exporter') ?? createNoopMeter();
  const common: Attributes = {
    'otel.component.type': 'otlp_http_span_exporter',
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
  const exported = meter.createCounter('otel.sdk.exporter.span.exported', {
    description: 'Spans whose export has finished, well or not',
    unit: '{span}',
  });
  const inflight = meter.createUpDownCounter('otel.sdk.exporter.span.inflight', {
    description: 'Spans that are on their way',
    unit: '{span}',
  });
  const pending = new Set<Promise<void>>();

  async function send(spans: ReadableSpan[]): Promise<void> {
    inflight.add(spans.length, common);
    try {
      const body = ProtobufTraceSerializer.serializeRequest(spans);
      if (body === undefined) throw new ExportError('nothing_to_send', 'The spans could not be encoded.');
      const headers = { 'content-type': 'application/x-protobuf' };
      const request = new Request(url, { method: 'POST', headers, body: new Uint8Array(body) });
      const answer = await wire(request, spans.length);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (!answer.ok)
        throw new ExportError(String(answer.status), `${url} answered with status ${answer.status}.`);
      const rejected = Number(
        ProtobufTraceSerializer.deserializeResponse(bytes).partialSuccess?.rejectedSpans ?? 0,
      );
      exported.add(spans.length - rejected, common);
      if (rejected > 0) exported.add(rejected, { ...common, [ATTR_ERROR_TYPE]: 'rejected' });
    } catch (error) {
      const type = error instanceof Error ? error.name : 'export_failed';
      exported.add(spans.length, { ...common, [ATTR_ERROR_TYPE]: type });
      throw error;
    } finally {
      inflight.add(-spans.length, common);
    }
  }
  const settled = async () => void (await Promise.allSettled([...pending]));

  return {
    export(spans, onResult) {
      const sending = send(spans);
      pending.add(sending);
      sending.then(
        () => {
          pending.delete(sending);
          onResult({ code: ExportResultCode.SUCCESS });
        },
        (error: unknown) => {
          pending.delete(sending);
          const cause = error instanceof Error ? error : new Error(String(error));
          onResult({ code: ExportResultCode.FAILED, error: cause });
        },
      );
    },
    forceFlush: settled,
    shutdown: settled,
  };
}
