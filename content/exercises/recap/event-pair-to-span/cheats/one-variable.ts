import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { CommandBridge } from '#building';

// Right for one command at a time. The second start takes the variable from the first.
export const commandBridge: CommandBridge = (channel, tracer) => {
  let span: Span | undefined;

  channel.onStart((command) => {
    span = tracer.startSpan(`hub ${command.command}`, { kind: SpanKind.CLIENT });
    span.setAttribute('bldg.hub.id', command.hubId);
  });

  channel.onStop(() => span?.end());

  channel.onError((_, error) => {
    span?.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
    span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
};
