/**
 * Spans and logs to the microsecond. The SDK starts a span at a whole millisecond of `Date.now()` and adds an exact
 * duration: fine for networks, but a query of 0.8 ms would seem to overlap the next one, and a child to outlive its
 * parent. So every span here is started and ended by one monotonic clock, anchored to the wall clock.
 */
import {
  type Context,
  context as contextApi,
  type HrTime,
  type Logger,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { startsActiveSpans } from './active-span.ts';

/** Beyond this the wall clock has jumped (or the machine slept), and the anchor follows it. */
const MAX_DRIFT_MS = 20;
let anchorMs = Date.now() - performance.now();

/** Now, in the SDK's own time format. */
export function preciseNow(): HrTime {
  return millisToHrTime(unixMsAt(performance.now()));
}

function unixMsAt(monotonicMs: number): number {
  const driftMs = Date.now() - (monotonicMs + anchorMs);
  if (Math.abs(driftMs) > MAX_DRIFT_MS) anchorMs += driftMs;
  return monotonicMs + anchorMs;
}

export function preciseTracerProvider(provider: TracerProvider): TracerProvider {
  return { getTracer: (name, version, options) => preciseTracer(provider.getTracer(name, version, options)) };
}

function preciseTracer(tracer: Tracer): Tracer {
  const startSpan = (
    name: string,
    options: SpanOptions = {},
    parent: Context = contextApi.active(),
  ): Span => {
    if (options.startTime !== undefined) {
      const span = tracer.startSpan(name, options, parent);
      const end = span.end.bind(span);
      span.end = (endTime) => end(endTime ?? preciseNow());
      return span;
    }
    const startedMs = performance.now();
    const startUnixMs = unixMsAt(startedMs);
    const span = tracer.startSpan(name, { ...options, startTime: millisToHrTime(startUnixMs) }, parent);
    const end = span.end.bind(span);
    // By its own beginning: a wall clock that jumps in between makes no span an hour long, or end before it began.
    span.end = (endTime) => end(endTime ?? millisToHrTime(startUnixMs + (performance.now() - startedMs)));
    return span;
  };
  return { startSpan, startActiveSpan: startsActiveSpans(startSpan, () => contextApi.active()) };
}

export function preciseLogger(logger: Logger): Logger {
  return {
    emit: (record) => logger.emit({ ...record, timestamp: record.timestamp ?? preciseNow() }),
    enabled: (options) => logger.enabled(options),
  };
}
