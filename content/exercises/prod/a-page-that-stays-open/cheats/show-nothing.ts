import { SpanKind, trace } from '@opentelemetry/api';
import type { OpenPage } from '#building';

export const openPage: OpenPage = ({ tracer }) => {
  const connection = trace.getActiveSpan()?.spanContext();

  return {
    async onUpdate() {
      const links = connection ? [{ context: connection }] : [];
      tracer.startSpan('push update', { kind: SpanKind.PRODUCER, links }).end();
    },
    onClose() {},
  };
};
