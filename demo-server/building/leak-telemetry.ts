/**
 * What is made of a received leak, besides the span that the request has anyway: a log event and a counter. Which of
 * them, and in what shape, may be chosen with the event (`signals`), for an exercise; the default is how it should be.
 * Handlers run in the request's context, and so the log event lies in its trace.
 */
import { context as contextApi, ROOT_CONTEXT, SeverityNumber, ValueType } from '@opentelemetry/api';
import * as z from 'zod';
import type { EventPort } from '../telemetry/event-port.ts';
import { bldgAttributes } from '../telemetry/registry.ts';
import { runOf, withRun } from '../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';

export const leakSignals = z.object({
  /** `text` has no event name; `outside` is written without the context of the request. */
  log: z.enum(['event', 'text', 'outside', 'none']).default('event'),
  /** Which attributes the counter gets. */
  counter: z.enum(['kind', 'kind-and-device', 'bare', 'none']).default('kind'),
});
export type LeakSignals = z.infer<typeof leakSignals>;
export const ALL_SIGNALS: LeakSignals = { log: 'event', counter: 'kind' };

export interface ReceivedEvent extends Readonly<Record<string, unknown>> {
  readonly kind: string;
  readonly deviceId: number;
  readonly deviceKind: string;
  readonly signals: LeakSignals;
}

export function attachLeakTelemetry(port: EventPort, event: string, telemetry: ServiceTelemetry): void {
  const leaks = telemetry.meter.createCounter('bldg.leaks', {
    description: 'Leaks reported by devices',
    unit: '{leak}',
    valueType: ValueType.INT,
  });
  port.attach(event, (_, metadata) => {
    if (!isReceived(metadata) || metadata.kind !== 'leak') return;
    const { deviceId, deviceKind, signals } = metadata;
    if (signals.counter !== 'none') leaks.add(1, counterAttributes(metadata));
    if (signals.log === 'none') return;
    const here = contextApi.active();
    telemetry.logger.emit({
      ...(signals.log !== 'text' && { eventName: 'bldg.leak.detected' }),
      severityNumber: SeverityNumber.WARN,
      severityText: 'WARN',
      body: 'leak detected',
      attributes: bldgAttributes({ 'bldg.device.id': deviceId, 'bldg.device.kind': deviceKind }),
      context: signals.log === 'outside' ? withRun(ROOT_CONTEXT, runOf(here)) : here,
    });
  });
}

/** `kind-and-device` breaks the registry's rule for metrics on purpose: there are 72 devices, so it stays bounded. */
function counterAttributes({ deviceId, deviceKind, signals }: ReceivedEvent) {
  switch (signals.counter) {
    case 'kind':
      return bldgAttributes({ 'bldg.device.kind': deviceKind });
    case 'kind-and-device':
      return bldgAttributes({ 'bldg.device.kind': deviceKind, 'bldg.device.id': deviceId });
    case 'bare':
    case 'none':
      return {};
  }
}

const isReceived = (metadata: Readonly<Record<string, unknown>>): metadata is ReceivedEvent =>
  typeof metadata['deviceId'] === 'number' &&
  typeof metadata['deviceKind'] === 'string' &&
  typeof metadata['signals'] === 'object';
