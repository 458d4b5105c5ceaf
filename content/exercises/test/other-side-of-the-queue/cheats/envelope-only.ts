import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { type LeakQueue, workOrders } from '#building';

// The trace is whole, and shows two plumbers on their way to one leak.
export const leakQueue: LeakQueue = (queue) => {
  queue.onSend(() => {
    const headers = {};
    propagation.inject(context.active(), headers);
    return headers;
  });

  queue.onDelivery(async ({ message, db, tracer }) => {
    const sender = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));
    const span = tracer.startSpan('process device.event', {
      kind: SpanKind.CONSUMER,
      links: sender ? [{ context: sender }] : [],
    });
    await context.with(trace.setSpan(context.active(), span), async () => {
      await db.insert(workOrders).values({ deviceId: message.deviceId, reason: message.kind });
    });
    span.end();
  });
};
