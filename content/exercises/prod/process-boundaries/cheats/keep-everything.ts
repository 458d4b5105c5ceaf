import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FanOut } from '#building';

// The envelope is right. Now one press of a button makes six hundred spans.
export const fanOut: FanOut = (commands) => {
  commands.onSend(() => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return headers;
  });

  commands.onCommand(async ({ headers, lock, tracer }) => {
    const parent = propagation.extract(context.active(), headers);
    const span = tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, parent);
    try {
      await context.with(trace.setSpan(parent, span), lock);
    } catch {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  });
};
