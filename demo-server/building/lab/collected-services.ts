/**
 * Services of a laboratory whose ended spans are collected and published in parts, when the laboratory says so: the
 * feed gets a few large messages where a processor of its own would send many small ones.
 */
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { endedSpans } from '../../telemetry/ended-spans.ts';
import type { RunRef } from '../../telemetry/run-baggage.ts';
import { createServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { LabDeps } from './lab-deps.ts';

export function collectedServices(
  run: RunRef | undefined,
  { runMeters, publishSpans }: Pick<LabDeps, 'runMeters' | 'publishSpans'>,
) {
  let ended: ReadableSpan[] = [];
  return {
    service: (name: string) =>
      createServiceTelemetry(name, {
        spanProcessors: [endedSpans((span) => ended.push(span))],
        logProcessors: [],
        metricReaders: () => [],
        runMeters,
      }),
    publish: () => {
      if (ended.length > 0) publishSpans(run, ended);
      ended = [];
    },
  };
}
