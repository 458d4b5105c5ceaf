import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FanOut } from '#building';

export const fanOut: FanOut = (commands) => {
  // building-api, inside of its span "send lock.command": what travels with the command to one door.
  commands.onSend(() => ({}));

  // event-worker, once for each door. No context has followed the command to this place.
  commands.onCommand(async ({ lock, tracer }) => {
    const span = tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER });
    try {
      await context.with(trace.setSpan(context.active(), span), lock);
    } catch {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  });
};
