/** The way of spans and log records from the SDK to whoever watches live: each start, each end, each record. */
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

export interface LiveSink {
  spanStarted(span: ReadableSpan): void;
  spanEnded(span: ReadableSpan): void;
  logEmitted(record: ReadableLogRecord): void;
}

export function liveSpanProcessor(sink: LiveSink): SpanProcessor {
  return {
    onStart: (span) => sink.spanStarted(span),
    onEnd: (span) => sink.spanEnded(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

export function liveLogProcessor(sink: LiveSink): LogRecordProcessor {
  return {
    onEmit: (record) => sink.logEmitted(record),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
