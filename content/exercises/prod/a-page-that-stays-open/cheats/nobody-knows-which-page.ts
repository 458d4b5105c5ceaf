import { context, SpanKind, trace } from '@opentelemetry/api';
import type { OpenPage } from '#building';

export const openPage: OpenPage = ({ tracer }) => ({
  async onUpdate(_, show) {
    const span = tracer.startSpan('push update', { kind: SpanKind.PRODUCER });
    await context.with(trace.setSpan(context.active(), span), show);
    span.end();
  },
  onClose() {},
});
