/**
 * The process in figures, by the names of the conventions: memory, processor time, and how late the event loop is.
 *
 * https://opentelemetry.io/docs/specs/semconv/system/process-metrics/
 * https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

const RESOLUTION_MS = 20;
/** Older delays are forgotten: the figures are about lately, not about the whole life of the process. */
const WINDOW_MS = 10_000;

/** The answer ends what it started. */
export function addProcessInstruments(meter: Meter): () => void {
  gauge('process.uptime', 's', 'How long the process has been running', () => process.uptime());
  sum('process.memory.usage', 'By', 'Physical memory in use', () => process.memoryUsage.rss());
  sum('v8js.memory.heap.used', 'By', 'Heap that is in use', () => process.memoryUsage().heapUsed);
  meter
    .createObservableCounter('process.cpu.time', { unit: 's', description: 'Processor time spent' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / 1e6, { 'cpu.mode': 'user' });
      result.observe(system / 1e6, { 'cpu.mode': 'system' });
    });
  gauge(
    'nodejs.eventloop.utilization',
    '1',
    'Share of the time in which the event loop had something to do',
    utilizationLately(),
  );
  return addDelay(meter);

  function gauge(name: string, unit: string, description: string, read: () => number): void {
    meter.createObservableGauge(name, { unit, description }).addCallback((result) => result.observe(read()));
  }
  function sum(name: string, unit: string, description: string, read: () => number): void {
    meter
      .createObservableUpDownCounter(name, { unit, description })
      .addCallback((result) => result.observe(read()));
  }
}

/** Of the last seconds: that of the whole life of the process moves no more after a day. */
function utilizationLately(): () => number {
  let since = performance.eventLoopUtilization();
  let sinceMs = performance.now();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, since);
    if (performance.now() - sinceMs >= WINDOW_MS) {
      since = now;
      sinceMs = performance.now();
    }
    return utilization;
  };
}

/** Watched from the first reading on: a process that nobody asks does not wake up for it. */
function addDelay(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let sinceMs = 0;
  const gauges = (['mean', 'p50', 'p90', 'p99', 'max'] as const).map((statistic) => ({
    statistic,
    gauge: meter.createObservableGauge(`nodejs.eventloop.delay.${statistic}`, {
      unit: 's',
      description: `How late the event loop was lately: ${statistic}`,
    }),
  }));
  meter.addBatchObservableCallback(
    (result) => {
      if (sinceMs === 0) {
        sinceMs = performance.now();
        delay.enable();
      }
      if (delay.count === 0) return;
      for (const { statistic, gauge } of gauges) {
        const ns = statistic.startsWith('p')
          ? delay.percentile(Number(statistic.slice(1)))
          : delay[statistic as 'mean' | 'max'];
        // What is measured is the time from one look to the next.
        result.observe(gauge, Math.max(0, ns / 1e9 - RESOLUTION_MS / 1e3));
      }
      if (performance.now() - sinceMs < WINDOW_MS) return;
      delay.reset();
      sinceMs = performance.now();
    },
    gauges.map(({ gauge }) => gauge),
  );
  return () => delay.disable();
}
