import {
  type Context,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { FanOut } from '#building';

// Decided at the start, when nobody knows which doors will jam: nine failures of ten go with the rest.
const keep = (parent: Context, kept: boolean): Context => {
  const sender = trace.getSpanContext(parent);
  const traceFlags = kept ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return sender ? trace.setSpanContext(parent, { ...sender, traceFlags }) : parent;
};

export const fanOut: FanOut = (commands) => {
  commands.onSend(({ recipients, random }) => {
    const headers = {};
    propagation.inject(keep(context.active(), recipients <= 10 || random() < 0.1), headers);
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
