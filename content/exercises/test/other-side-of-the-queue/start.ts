import { context, SpanKind, trace } from '@opentelemetry/api';
import { type LeakQueue, workOrders } from '#building';

export const leakQueue: LeakQueue = (queue) => {
  // building-api, inside of its span "send device.event": what travels beside the payload.
  queue.onSend(() => ({}));

  // event-worker, once for each delivery: in another service, perhaps much later.
  queue.onDelivery(async ({ message, db, tracer }) => {
    const span = tracer.startSpan('process device.event', { kind: SpanKind.CONSUMER });
    await context.with(trace.setSpan(context.active(), span), async () => {
      await db.insert(workOrders).values({ deviceId: message.deviceId, reason: message.kind });
    });
    span.end();
  });
};
