import { type Span, SpanKind } from '@opentelemetry/api';
import type { Command, CommandBridge } from '#building';

// The span of the failed command ends, and looks like all the others.
export const commandBridge: CommandBridge = (channel, tracer) => {
  const open = new WeakMap<Command, Span>();

  channel.onStart((command) => {
    const span = tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT });
    span.setAttribute('bldg.hub.id', command.hubId);
    open.set(command, span);
  });

  channel.onStop((command) => open.get(command)?.end());

  channel.onError((command) => open.get(command)?.end());
};
