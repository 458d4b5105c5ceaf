import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Command, CommandBridge } from '#building';

// Calls every success a success. The status of a span is for errors, and `Ok` is for those who overrule one.
export const commandBridge: CommandBridge = (channel, tracer) => {
  const open = new WeakMap<Command, Span>();

  channel.onStart((command) => {
    const span = tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT });
    span.setAttribute('bldg.hub.id', command.hubId);
    open.set(command, span);
  });

  channel.onStop((command) => {
    const span = open.get(command);
    span?.setStatus({ code: SpanStatusCode.OK });
    span?.end();
  });

  channel.onError((command, error) => {
    const span = open.get(command);
    span?.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
    span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
};
