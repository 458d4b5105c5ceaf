/**
 * Copies the two allowed baggage entries onto spans and log records. Baggage is not telemetry until something copies
 * it, and copying all of it would let any caller write attributes into our data: hence the allow-list.
 */
import { type Context, context as contextApi } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../protocol.ts';
import { runOf } from './run-baggage.ts';

export function baggageStampSpanProcessor(): SpanProcessor {
  return {
    onStart(span: Span, parentContext: Context): void {
      const run = runOf(parentContext);
      if (run === undefined) return;
      span.setAttribute(BAGGAGE_SESSION_ID, run.sessionId);
      if (run.runId !== undefined) span.setAttribute(BAGGAGE_RUN_ID, run.runId);
    },
    onEnd: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

export function baggageStampLogProcessor(): LogRecordProcessor {
  return {
    onEmit(record: ReadWriteLogRecord, context?: Context): void {
      const run = runOf(context ?? contextApi.active());
      if (run === undefined) return;
      record.setAttribute(BAGGAGE_SESSION_ID, run.sessionId);
      if (run.runId !== undefined) record.setAttribute(BAGGAGE_RUN_ID, run.runId);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
