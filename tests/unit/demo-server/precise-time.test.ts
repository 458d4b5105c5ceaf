/** Spans of a machine whose clock is put right, or wrong, while they are open. */
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, test, vi } from 'vitest';
import { preciseNow, preciseTracerProvider } from '../../../demo-server/telemetry/precise-time.ts';

afterEach(() => {
  vi.restoreAllMocks();
});
const HOUR_MS = 3_600_000;
const ms = ([seconds, nanos]: readonly [number, number]) => seconds * 1e3 + nanos / 1e6;

test.each([
  ['forth', HOUR_MS],
  ['back', -HOUR_MS],
])('a clock that jumps %s by an hour makes no span longer, and none negative', (_, jumpMs) => {
  const ended: ReadableSpan[] = [];
  const keeping = {
    onStart() {},
    onEnd: (span: ReadableSpan) => void ended.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const provider = new TracerProvider({ spanProcessors: [keeping] });
  const tracer = preciseTracerProvider(provider).getTracer('test');
  const [wallMs, monotonicMs] = [Date.now(), performance.now()];
  const at = (elapsedMs: number, jumpedMs: number) => {
    vi.spyOn(Date, 'now').mockReturnValue(wallMs + elapsedMs + jumpedMs);
    vi.spyOn(performance, 'now').mockReturnValue(monotonicMs + elapsedMs);
  };
  at(0, 0);
  const outer = tracer.startSpan('open while it jumps');
  at(10, jumpMs);
  const inner = tracer.startSpan('begun after it');
  at(15, jumpMs);
  inner.end();
  at(40, jumpMs);
  outer.end();
  const durations = ended.map(({ name, duration }) => [name, Math.round(ms(duration))]);
  expect(durations).toEqual([
    ['begun after it', 5],
    ['open while it jumps', 40],
  ]);
  // What begins now is at the new time.
  expect(Math.abs(ms(preciseNow()) - (wallMs + 40 + jumpMs))).toBeLessThan(1);
});
