/**
 * The guard metrics of the laboratory about targets. Only those that were asked for exist; each starts with a zero,
 * because a counter that was never touched sends nothing, and no data must not look like good data.
 */
import { type Counter, ValueType } from '@opentelemetry/api';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import type { Guard } from './goodhart-input.ts';

const COUNTERS: Readonly<Record<Guard, { readonly name: string; readonly unit: string }>> = {
  'failed-answers': { name: 'bldg.lab.failed_answers', unit: '{answer}' },
  'work-orders': { name: 'bldg.lab.work_orders', unit: '{work_order}' },
  'stale-assignments': { name: 'bldg.lab.stale_assignments', unit: '{work_order}' },
  requests: { name: 'bldg.lab.requests', unit: '{request}' },
  'fast-answers': { name: 'bldg.lab.fast_answers', unit: '{answer}' },
};

export type CountGuard = (guard: Guard) => void;

/** To be called in the context of the run. */
export function guardCounters({ meter }: ServiceTelemetry, guards: readonly Guard[]): CountGuard {
  const counters = new Map<Guard, Counter>();
  for (const guard of guards) {
    const { name, unit } = COUNTERS[guard];
    const counter = meter.createCounter(name, { unit, valueType: ValueType.INT });
    counter.add(0);
    counters.set(guard, counter);
  }
  return (guard) => counters.get(guard)?.add(1);
}
