/**
 * What the messages cause. A heartbeat is acknowledged to the device through device-gateway; an event becomes a work
 * order, once, however often it is delivered (unless the sender chose otherwise, for an exercise).
 */
import { SeverityNumber, type Span } from '@opentelemetry/api';
import { eq } from 'drizzle-orm';
import { type Clock, delay } from '../clock.ts';
import type { EventPort } from '../telemetry/event-port.ts';
import { bldgAttributes } from '../telemetry/registry.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import type { CallPeer } from '../telemetry/traced-fetch.ts';
import type { Database, SqlExecutor } from './database.ts';
import type { ProcessMessage } from './event-worker.ts';
import type { Delivery, Message } from './messages.ts';
import { orm } from './orm.ts';
import { outbox, processedMessages, workOrders } from './schema.ts';
import type { UpdateBus } from './update-bus.ts';

export interface ProcessDeps {
  readonly telemetry: ServiceTelemetry;
  readonly database: Database;
  readonly gateway: CallPeer;
  readonly updates: UpdateBus;
  readonly events: EventPort;
  readonly clock: Clock;
}
type EventMessage = Extract<Message, { topic: 'device.event' }>;

/** Executed when a work order has been committed. */
export const WORK_ORDER_CREATED = 'bldg.work_order.created';

export function messageProcessor(deps: ProcessDeps): ProcessMessage {
  return async (delivery, span) => {
    const { message } = delivery;
    if (message.topic === 'device.event') return processEvent(deps, delivery, message, span);
    const { deviceId, hubId } = message.payload;
    const answer = await deps.gateway({
      method: 'POST',
      template: '/devices/:id/acknowledgements',
      params: { id: deviceId },
      body: { hubId },
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`device-gateway answered ${answer.status} to an acknowledgement`);
    await done(deps.database, delivery);
  };
}

async function processEvent(
  { telemetry, database, updates, events, clock }: ProcessDeps,
  delivery: Delivery,
  { payload }: EventMessage,
  span: Span,
): Promise<void> {
  span.setAttributes(bldgAttributes({ 'bldg.event.kind': payload.kind }));
  const { delayMs = 0, fault } = payload;
  if (delayMs > 0) {
    span.setAttributes(bldgAttributes({ 'bldg.injected_delay_ms': delayMs }));
    await delay(clock, delayMs);
  }
  if (fault === 'error-swallowed') return swallowError(database, delivery, payload);
  const orderId = await database.transaction(async (tx) => {
    const first = payload.idempotency === 'none' || (await recordFirst(tx, delivery));
    const opens = first && payload.kind !== 'temperature' && fault !== 'event-without-row';
    const id = opens ? await createWorkOrder(tx, delivery, payload) : undefined;
    if (!first) span.setAttributes(bldgAttributes({ 'bldg.duplicate': true }));
    await done(tx, delivery);
    return id;
  });
  // An alarm without a fire: said, and not so.
  if (orderId !== undefined || fault === 'event-without-row') {
    const { deviceId, kind } = payload;
    events.execute(WORK_ORDER_CREATED, { count: 1 }, { workOrderId: orderId ?? 0, deviceId, kind });
  }
  if (orderId === undefined) return;
  telemetry.logger.emit({
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: 'work order created',
    attributes: bldgAttributes({
      'bldg.work_order.id': orderId,
      'bldg.device.id': payload.deviceId,
      'bldg.event.kind': payload.kind,
    }),
  });
  updates.tell(delivery.sessionId, { type: 'work-order-created', id: orderId, deviceId: payload.deviceId });
}

/** No such device. PostgreSQL refuses a work order for it. */
const NO_DEVICE = 0;

/** The work order is not there, the message is gone, and the span of the worker looks as always. */
async function swallowError(
  database: Database,
  delivery: Delivery,
  payload: EventMessage['payload'],
): Promise<void> {
  try {
    await database.transaction(async (tx) => {
      await recordFirst(tx, delivery);
      await createWorkOrder(tx, delivery, { ...payload, deviceId: NO_DEVICE });
    });
  } catch {
    // This is the fault.
  }
  await done(database, delivery);
}

/** False when the message had been processed before: its id is the key, so the database itself decides. */
async function recordFirst(tx: SqlExecutor, { messageId, sessionId }: Delivery): Promise<boolean> {
  const inserted = await orm(tx)
    .insert(processedMessages)
    .values({ messageId, sessionId })
    .onConflictDoNothing()
    .returning({ messageId: processedMessages.messageId });
  return inserted.length > 0;
}

async function createWorkOrder(
  tx: SqlExecutor,
  { sessionId }: Delivery,
  { deviceId, kind }: EventMessage['payload'],
): Promise<number | undefined> {
  const [order] = await orm(tx)
    .insert(workOrders)
    .values({ deviceId, reason: kind, sessionId })
    .returning({ id: workOrders.id });
  return order?.id;
}

const done = (executor: SqlExecutor, { rowId }: Delivery) =>
  orm(executor).delete(outbox).where(eq(outbox.id, rowId));
