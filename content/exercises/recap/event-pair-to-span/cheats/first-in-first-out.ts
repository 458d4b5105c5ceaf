import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { CommandBridge } from '#building';

// A queue: who began first ends first. Until a slow one is overtaken.
export const commandBridge: CommandBridge = (channel, tracer) => {
  const open: Span[] = [];

  channel.onStart((command) => {
    const span = tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT });
    span.setAttribute('bldg.hub.id', command.hubId);
    open.push(span);
  });

  channel.onStop(() => open.shift()?.end());

  channel.onError((_, error) => {
    const span = open.shift();
    span?.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
    span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
};
