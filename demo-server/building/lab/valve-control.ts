/**
 * The laboratory of moments: leaks that arrive at event-worker at the same time, each in the span of its message. A valve
 * takes a while to shut; the second one is stuck.
 */
import { context as contextApi, SpanKind, trace } from '@opentelemetry/api';
import * as z from 'zod';
import { type Clock, delay } from '../../clock.ts';
import { guardedLogger, guardedTracer } from '../../programs/guards.ts';
import type { ProgramHost } from '../../programs/program-host.ts';
import { messagingAttributes } from '../../telemetry/messaging.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import type { ServiceTelemetry } from '../../telemetry/service-telemetry.ts';
import { valveControl } from '../parts/valve-control.ts';
import { DEVICES } from '../seed.ts';

export const valvesBody = z.strictObject({
  deviceIds: z.array(z.int().min(1).max(DEVICES)).min(1).max(20),
  /** Those whose valve does not move. */
  stuck: z.array(z.int()).default([]),
});
export interface ValveDeps {
  readonly programs: ProgramHost;
  readonly clock: Clock;
  /** Of event-worker. */
  readonly worker: ServiceTelemetry;
}
export interface ValvesAnswer {
  readonly leaks: number;
  readonly shut: number;
}

class ValveStuck extends Error {
  override readonly name = 'ValveStuck';
}
const SHUT_MS = 40;

export async function runValves(
  { deviceIds, stuck }: z.infer<typeof valvesBody>,
  headers: Headers,
  { programs, clock, worker }: ValveDeps,
): Promise<ValvesAnswer> {
  const program = programs.standIn('valve-control', headers);
  const tracer = program ? guardedTracer(worker.tracer, programs.spend) : worker.tracer;
  const logger = program ? guardedLogger(worker.logger, programs.spend) : worker.logger;
  let shut = 0;

  const handle = async (deviceId: number): Promise<void> => {
    const shutValve = async () => {
      await delay(clock, SHUT_MS);
      if (stuck.includes(deviceId)) throw new ValveStuck(`the valve at sensor ${deviceId} does not move`);
      shut += 1;
    };
    const attributes = {
      ...messagingAttributes('process', 'device.event'),
      ...bldgAttributes({ 'bldg.device.id': deviceId, 'bldg.injected_delay_ms': SHUT_MS }),
    };
    const span = worker.tracer.startSpan('process device.event', { kind: SpanKind.CONSUMER, attributes });
    try {
      await contextApi.with(trace.setSpan(contextApi.active(), span), () =>
        programs.run(async () => (program ?? valveControl)({ deviceId, shutValve, tracer, logger })),
      );
    } finally {
      span.end();
    }
  };
  await Promise.all(deviceIds.map(handle));
  return { leaks: deviceIds.length, shut };
}
