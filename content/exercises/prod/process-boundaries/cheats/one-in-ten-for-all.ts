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

// The same share for everybody: of a request to four doors, most often nothing is left.
const keep = (parent: Context, kept: boolean): Context => {
  const sender = trace.getSpanContext(parent);
  const traceFlags = kept ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return sender ? trace.setSpanContext(parent, { ...sender, traceFlags }) : parent;
};

export const fanOut: FanOut = (commands) => {
  commands.onSend(({ random }) => {
    const headers = {};
    propagation.inject(keep(context.active(), random() < 0.1), headers);
    return headers;
  });

  commands.onCommand(async ({ headers, lock, tracer }) => {
    const parent = propagation.extract(context.active(), headers);
    const span = tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, parent);
    try {
      await context.with(trace.setSpan(parent, span), lock);
    } catch {
      const failed = span.isRecording()
        ? span
        : tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, keep(parent, true));
      failed.setStatus({ code: SpanStatusCode.ERROR });
      failed.end();
    }
    span.end();
  });
};
