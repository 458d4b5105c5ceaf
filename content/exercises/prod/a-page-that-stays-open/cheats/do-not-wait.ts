import { context, SpanKind, trace } from '@opentelemetry/api';
import type { OpenPage } from '#building';

export const openPage: OpenPage = ({ tracer }) => {
  const connection = trace.getActiveSpan()?.spanContext();

  return {
    async onUpdate(_, show) {
      const links = connection ? [{ context: connection }] : [];
      const span = tracer.startSpan('push update', { kind: SpanKind.PRODUCER, links });
      context.with(trace.setSpan(context.active(), span), show);
      span.end();
    },
    onClose() {},
  };
};
