/**
 * Tail sampling as a span processor, as a Collector does it: a trace is held until its last open span has ended, then
 * kept or dropped as a whole. Errors are seen before the decision, which head sampling can never do.
 *
 *   start, start, end(error), end --> open = 0 --> decide(spans) --> keep(spans, weight) | nothing
 */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** How many traces this one stands for, or undefined to drop it. */
export type TailDecision = (spans: readonly ReadableSpan[]) => number | undefined;

interface Held {
  open: number;
  readonly spans: ReadableSpan[];
}

export function tailSampler(
  decide: TailDecision,
  keep: (spans: readonly ReadableSpan[], weight: number) => void,
): SpanProcessor {
  const held = new Map<string, Held>();
  return {
    onStart(span) {
      const { traceId } = span.spanContext();
      const trace = held.get(traceId);
      if (trace === undefined) held.set(traceId, { open: 1, spans: [] });
      else trace.open++;
    },
    onEnd(span) {
      const { traceId } = span.spanContext();
      const trace = held.get(traceId);
      if (trace === undefined) return;
      trace.spans.push(span);
      trace.open--;
      if (trace.open > 0) return;
      held.delete(traceId);
      const weight = decide(trace.spans);
      if (weight !== undefined) keep(trace.spans, weight);
    },
    forceFlush: async () => {},
    shutdown: async () => held.clear(),
  };
}
