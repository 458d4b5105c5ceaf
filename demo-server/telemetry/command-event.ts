/** The event of a command to a hub: `bldg.gateway.command.start`, then `.stop` or `.exception`. */
import { ValueType } from '@opentelemetry/api';
import type { EventPort, Metadata } from './event-port.ts';
import { bldgAttributes } from './registry.ts';
import type { ServiceTelemetry } from './service-telemetry.ts';

export const COMMAND_EVENT = 'bldg.gateway.command';

export interface CommandMetadata extends Metadata {
  readonly hubId: number;
  readonly firmware: string;
  readonly command: string;
  readonly delayMs: number;
}
export const isCommand = (metadata: Metadata): metadata is CommandMetadata =>
  typeof metadata['command'] === 'string';

/** One of the four graphs: connections to hubs. The answer stops the counting. */
export function countConnections(events: EventPort, telemetry: ServiceTelemetry): () => void {
  const connections = telemetry.meter.createCounter('bldg.hub.connections', {
    description: 'Connections opened to hubs',
    unit: '{connection}',
    valueType: ValueType.INT,
  });
  return events.attach(`${COMMAND_EVENT}.start`, (_, metadata) => {
    if (isCommand(metadata)) connections.add(1, bldgAttributes({ 'bldg.hub.id': metadata.hubId }));
  });
}
