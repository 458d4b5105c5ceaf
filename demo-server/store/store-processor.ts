/**
 * Ended spans on their way into the store. They are gathered and encoded by the hundred, some moments later: the store
 * is for searching, not for watching, and must not slow a request down.
 */
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Clock } from '../clock.ts';
import { encodeTraces } from '../telemetry/otlp-encode.ts';
import type { TraceStore } from './trace-store.ts';

const DELAY_MS = 50;
const BATCH = 512;

export interface StoreProcessor extends SpanProcessor {
  /** Puts what is gathered into the store now; whoever reads the store calls it first. */
  flush(): void;
}

export function storeProcessor(
  store: TraceStore,
  clock: Clock,
  report: (error: unknown) => void,
): StoreProcessor {
  let gathered: ReadableSpan[] = [];
  let cancel: (() => void) | undefined;
  const flush = () => {
    cancel?.();
    cancel = undefined;
    const spans = gathered;
    gathered = [];
    if (spans.length > 0) store.add(JSON.parse(encodeTraces(spans))).catch(report);
  };
  return {
    onStart: () => {},
    onEnd(span) {
      gathered.push(span);
      if (gathered.length >= BATCH) flush();
      else cancel ??= clock.after(DELAY_MS, flush);
    },
    flush,
    forceFlush: async () => flush(),
    shutdown: async () => flush(),
  };
}
