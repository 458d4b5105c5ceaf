import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FanOut } from '#building';

// The worker leaves nine of ten spans out, and nobody told what runs below them.
export const fanOut: FanOut = (commands) => {
  let door = 0;
  commands.onSend(() => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return headers;
  });

  commands.onCommand(async ({ headers, lock, tracer }) => {
    const parent = propagation.extract(context.active(), headers);
    door += 1;
    if (door % 10 !== 0 && door <= 300) {
      await context.with(parent, lock).catch(() => {
        const span = tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, parent);
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      return;
    }
    const span = tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, parent);
    await context.with(trace.setSpan(parent, span), lock);
    span.end();
  });
};
