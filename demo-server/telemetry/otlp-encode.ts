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

const decoder = new TextDecoder();
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? '{}' : decoder.decode(bytes));

export const encodeTraces = (spans: readonly ReadableSpan[]): string =>
  text(JsonTraceSerializer.serializeRequest([...spans]));

export const encodeStartedSpans = (spans: readonly ReadableSpan[]): string =>
  encodeTraces(spans).replaceAll('"endTimeUnixNano":"0",', '');

export const encodeLogs = (records: readonly ReadableLogRecord[]): string =>
  text(JsonLogsSerializer.serializeRequest([...records]));

/** One request body for the metrics of several services. */
export function encodeMetrics(services: readonly ResourceMetrics[]): string {
  const resourceMetrics = services.flatMap((service) => {
    const body: { resourceMetrics?: unknown[] } = JSON.parse(
      text(JsonMetricsSerializer.serializeRequest(service)),
    );
    return body.resourceMetrics ?? [];
  });
  return JSON.stringify({ resourceMetrics });
}
