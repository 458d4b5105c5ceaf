/**
 * From event pair to span: hub commands are executed as events (`bldg.gateway.command.start/.stop/.exception`), and
 * this is the handler that makes CLIENT spans and a counter of them. Each pair is recognised by its metadata object,
 * so that concurrent commands never share a span.
 */
import { type Span, SpanKind, SpanStatusCode, ValueType } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { type EventPort, failureOf, type Metadata } from './event-port.ts';
import { errorType } from './measure.ts';
import { bldgAttributes } from './registry.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';

export const COMMAND_EVENT = 'bldg.gateway.command';

export interface CommandMetadata extends Metadata {
  readonly hubId: number;
  readonly firmware: string;
  readonly command: string;
  readonly delayMs: number;
}
const isCommand = (metadata: Metadata): metadata is CommandMetadata =>
  typeof metadata['command'] === 'string';

/** Attaches the bridge; the answer detaches it. */
export function bridgeCommands(events: EventPort, telemetry: ServiceTelemetry): () => void {
  const open = new WeakMap<Metadata, Span>();
  const connections = telemetry.meter.createCounter('bldg.hub.connections', {
    description: 'Connections opened to hubs',
    unit: '{connection}',
    valueType: ValueType.INT,
  });
  const detach = [
    events.attach(`${COMMAND_EVENT}.start`, (_, metadata) => {
      if (!isCommand(metadata)) return;
      const { hubId, firmware, command, delayMs } = metadata;
      connections.add(1, bldgAttributes({ 'bldg.hub.id': hubId }));
      open.set(
        metadata,
        telemetry.tracer.startSpan(`hub ${command}`, {
          kind: SpanKind.CLIENT,
          attributes: bldgAttributes({
            'bldg.hub.id': hubId,
            'bldg.device.firmware': firmware,
            'bldg.command.name': command,
            'bldg.injected_delay_ms': delayMs,
          }),
        }),
      );
    }),
    events.attach(`${COMMAND_EVENT}.stop`, (_, metadata) => open.get(metadata)?.end()),
    events.attach(`${COMMAND_EVENT}.exception`, (_, metadata) => {
      const span = open.get(metadata);
      span?.setAttribute(ATTR_ERROR_TYPE, errorType(failureOf(metadata)));
      span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
    }),
  ];
  return () => {
    for (const stop of detach) stop();
  };
}
