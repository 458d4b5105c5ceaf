import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { eq } from 'drizzle-orm';
import { type LeakQueue, processedMessages, workOrders } from '#building';

// A repeat is thrown away before there is a span. On the day when every message comes twice, nobody will know.
export const leakQueue: LeakQueue = (queue) => {
  queue.onSend(() => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return headers;
  });

  queue.onDelivery(async ({ message, db, tracer }) => {
    const known = await db
      .select()
      .from(processedMessages)
      .where(eq(processedMessages.messageId, message.id));
    if (known.length > 0) return;

    const sender = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));
    const span = tracer.startSpan('process device.event', {
      kind: SpanKind.CONSUMER,
      links: sender ? [{ context: sender }] : [],
    });
    await context.with(trace.setSpan(context.active(), span), async () => {
      await db.insert(processedMessages).values({ messageId: message.id });
      await db.insert(workOrders).values({ deviceId: message.deviceId, reason: message.kind });
    });
    span.end();
  });
};
