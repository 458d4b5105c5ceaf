/** A span processor that looks at spans when they have ended, and holds nothing that could be flushed. */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

export const endedSpans = (onEnd: (span: ReadableSpan) => void): SpanProcessor => ({
  onStart: () => {},
  onEnd,
  forceFlush: async () => {},
  shutdown: async () => {},
});
