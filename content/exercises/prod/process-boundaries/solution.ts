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

const shareFor = (recipients: number) => (recipients <= 10 ? 1 : 0.1);

const keep = (parent: Context, kept: boolean): Context => {
  const sender = trace.getSpanContext(parent);
  const traceFlags = kept ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return sender ? trace.setSpanContext(parent, { ...sender, traceFlags }) : parent;
};

export const fanOut: FanOut = (commands) => {
  // building-api, inside of its span "send lock.command": what travels with the command to one door.
  commands.onSend(({ recipients, random }) => {
    const headers = {};
    propagation.inject(keep(context.active(), random() < shareFor(recipients)), headers);
    return headers;
  });

  // event-worker, once for each door. No context has followed the command to this place.
  commands.onCommand(async ({ headers, lock, tracer }) => {
    const parent = propagation.extract(context.active(), headers);
    const span = tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, parent);
    try {
      await context.with(trace.setSpan(parent, span), lock);
    } catch {
      // Whatever was decided before anybody knew: a failure is kept.
      const failed = span.isRecording()
        ? span
        : tracer.startSpan('process lock.command', { kind: SpanKind.CONSUMER }, keep(parent, true));
      failed.setStatus({ code: SpanStatusCode.ERROR });
      failed.end();
    }
    span.end();
  });
};
