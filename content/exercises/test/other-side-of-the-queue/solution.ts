import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { type LeakQueue, processedMessages, workOrders } from '#building';

export const leakQueue: LeakQueue = (queue) => {
  // building-api, inside of its span "send device.event": what travels beside the payload.
  queue.onSend(() => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return headers;
  });

  // event-worker, once for each delivery: in another service, perhaps much later.
  queue.onDelivery(async ({ message, db, tracer }) => {
    const sender = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));
    const span = tracer.startSpan('process device.event', {
      kind: SpanKind.CONSUMER,
      links: sender ? [{ context: sender }] : [],
    });
    await context.with(trace.setSpan(context.active(), span), async () => {
      const recorded = await db
        .insert(processedMessages)
        .values({ messageId: message.id })
        .onConflictDoNothing()
        .returning({ messageId: processedMessages.messageId });
      if (recorded.length === 0) {
        span.setAttribute('bldg.duplicate', true);
        return;
      }
      await db.insert(workOrders).values({ deviceId: message.deviceId, reason: message.kind });
    });
    span.end();
  });
};
