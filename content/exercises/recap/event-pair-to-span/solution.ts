import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Command, CommandBridge } from '#building';

// Makes spans of the events of `bldg.gateway.command`. Called once; attach your handlers to the channel.
export const commandBridge: CommandBridge = (channel, tracer) => {
  const open = new WeakMap<Command, Span>();

  channel.onStart((command) => {
    const span = tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT });
    span.setAttribute('bldg.hub.id', command.hubId);
    open.set(command, span);
  });

  channel.onStop((command) => open.get(command)?.end());

  channel.onError((command, error) => {
    const span = open.get(command);
    span?.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
    span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
};
