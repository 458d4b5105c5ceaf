import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { type LeakQueue, processedMessages, workOrders } from '#building';

// One long trace: the request seems to last until the last delivery, and there is no link to count deliveries by.
export const leakQueue: LeakQueue = (queue) => {
  queue.onSend(() => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return headers;
  });

  queue.onDelivery(async ({ message, db, tracer }) => {
    const sender = propagation.extract(context.active(), message.headers);
    const span = tracer.startSpan('process device.event', { kind: SpanKind.CONSUMER }, sender);
    await context.with(trace.setSpan(sender, span), async () => {
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
