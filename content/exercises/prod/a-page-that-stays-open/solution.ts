import { context, SpanKind, trace } from '@opentelemetry/api';
import type { OpenPage } from '#building';

// Called once for each browser that connects, inside of its request "GET /stream".
export const openPage: OpenPage = ({ tracer }) => {
  const connection = trace.getActiveSpan()?.spanContext();

  return {
    // Something in the building has changed. `show` reads it from the database and sends it to the browser.
    async onUpdate(update, show) {
      const span = tracer.startSpan('push update', {
        kind: SpanKind.PRODUCER,
        links: connection ? [{ context: connection }] : [],
        attributes: { 'bldg.device.id': update.deviceId },
      });
      try {
        await context.with(trace.setSpan(context.active(), span), show);
      } finally {
        span.end();
      }
    },

    // The browser has gone. That may be hours later.
    onClose() {},
  };
};
