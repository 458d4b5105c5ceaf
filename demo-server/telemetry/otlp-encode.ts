/**
 * SDK objects to the text of OTLP/JSON request bodies, by OpenTelemetry's own serializers.
 *
 * A span that has not ended has no end time in our one extension (*spans-started*), while the serializer writes
 * `"endTimeUnixNano":"0"` for it. That exact text cannot occur inside a JSON string (its quotes would be escaped), so
 * cutting it out of the encoded text is sound, and much cheaper than parsing and printing again.
 */
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpExemplar, OtlpMetrics } from '../../src/trace/model/otlp-json.ts';
import type { Exemplar, ExemplarReservoir } from './exemplars.ts';

type OtlpResourceMetrics = NonNullable<OtlpMetrics['resourceMetrics']>[number];

const decoder = new TextDecoder();
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? '{}' : decoder.decode(bytes));

export const encodeTraces = (spans: readonly ReadableSpan[]): string =>
  text(JsonTraceSerializer.serializeRequest([...spans]));

export const encodeStartedSpans = (spans: readonly ReadableSpan[]): string =>
  encodeTraces(spans).replaceAll('"endTimeUnixNano":"0",', '');

export const encodeLogs = (records: readonly ReadableLogRecord[]): string =>
  text(JsonLogsSerializer.serializeRequest([...records]));

/** One request body for the metrics of several services. */
export const encodeMetrics = (services: readonly ResourceMetrics[], exemplars?: ExemplarReservoir): string =>
  JSON.stringify({ resourceMetrics: services.flatMap((service) => toOtlp(service, exemplars)) });

/** The serializer keeps the order of metrics and points, and knows no exemplars: they are put in beside it. */
function toOtlp(service: ResourceMetrics, exemplars: ExemplarReservoir | undefined): OtlpResourceMetrics[] {
  const { resourceMetrics = [] }: { resourceMetrics?: OtlpResourceMetrics[] } = JSON.parse(
    text(JsonMetricsSerializer.serializeRequest(service)),
  );
  if (exemplars === undefined) return resourceMetrics;
  service.scopeMetrics.forEach(({ metrics }, scope) => {
    metrics.forEach(({ descriptor, dataPoints }, place) => {
      const { sum, histogram } = resourceMetrics[0]?.scopeMetrics?.[scope]?.metrics?.[place] ?? {};
      const encoded = (sum ?? histogram)?.dataPoints ?? [];
      dataPoints.forEach(({ attributes }, point) => {
        const found = exemplars.of(service.resource, descriptor.name, attributes);
        if (found.length > 0) Object.assign(encoded[point] ?? {}, { exemplars: found.map(toOtlpExemplar) });
      });
    });
  });
  return resourceMetrics;
}

const toOtlpExemplar = ({ unixMs, value, traceId, spanId }: Exemplar): OtlpExemplar => ({
  timeUnixNano: `${Math.round(unixMs * 1e3)}000`,
  asDouble: value,
  traceId,
  spanId,
});
