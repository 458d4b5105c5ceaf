import { context, SpanKind, trace } from '@opentelemetry/api';
import type { OpenPage } from '#building';

export const openPage: OpenPage = ({ tracer }) => {
  const inRequest = context.active();
  const connection = trace.getActiveSpan()?.spanContext();

  return {
    async onUpdate(_, show) {
      const span = tracer.startSpan(
        'push update',
        { kind: SpanKind.PRODUCER, links: connection ? [{ context: connection }] : [] },
        inRequest,
      );
      await context.with(trace.setSpan(inRequest, span), show);
      span.end();
    },
    onClose() {},
  };
};
