import { SpanKind } from '@opentelemetry/api';
import type { CommandBridge } from '#building';

// Makes spans of the events of `bldg.gateway.command`. Called once; attach your handlers to the channel.
export const commandBridge: CommandBridge = (channel, tracer) => {
  channel.onStop((command) => {
    const span = tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT });
    span.setAttribute('bldg.hub.id', command.hubId);
    span.end();
  });
};
