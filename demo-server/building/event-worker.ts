/**
 * event-worker: drains the outbox. A row is claimed by moving its `available_at` on (a lease), with
 * `FOR UPDATE SKIP LOCKED`, so that any number of workers share the table without waiting for each other; it is
 * processed outside any transaction, because processing calls other services, and deleted with its effect.
 *
 *   NOTIFY --> claim (not traced: it belongs to no message, and empty ones would be noise)
 *                --> [CONSUMER process <topic>, own trace, link to the PRODUCER]  effect + DELETE outbox
 */
import {
  type Attributes,
  type Context,
  context as contextApi,
  type Link,
  propagation,
  ROOT_CONTEXT,
  SeverityNumber,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  ValueType,
} from '@opentelemetry/api';
import { TRACE_PARENT_HEADER } from '@opentelemetry/core';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { Clock } from '../clock.ts';
import { errorType } from '../telemetry/measure.ts';
import {
  METRIC_CONSUMED_MESSAGES,
  messagingAttributes,
  messagingCounterAttributes,
} from '../telemetry/messaging.ts';
import { bldgAttributes } from '../telemetry/registry.ts';
import { isSessionId, type RunRef, withRun } from '../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import { type Database, isDatabaseAway } from './database.ts';
import { OUTBOX_CHANNEL } from './ddl.ts';
import type { LeakQueueProgram } from './leak-queue-program.ts';
import { DELIVERY_COLUMNS, type Delivery, type Message, parseDelivery } from './messages.ts';
import type { QueueWatch } from './outbox.ts';

export interface WorkerDeps {
  readonly telemetry: ServiceTelemetry;
  /** Not traced; for the claims. */
  readonly database: Database;
  readonly watch: QueueWatch;
  readonly clock: Clock;
  readonly process: ProcessMessage;
  readonly leakQueue: LeakQueueProgram;
  readonly report: (error: unknown) => void;
}
/** The effect of one delivery. It deletes the row itself, so that effect and deletion can share a transaction. */
export type ProcessMessage = (delivery: Delivery, span: Span) => Promise<void>;

export interface EventWorker {
  /** Resolves when what is queued now has been processed. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const BATCH = 20;
const LEASE_SECONDS = 10;
const MAX_ATTEMPTS = 3;
/** For messages whose worker died, and for those that are to be tried again. */
const POLL_MS = 2_000;

/**
 * A message from the future was queued before the clock was put back: it has waited long enough.
 *
 * Copies of one message come one after the other, whoever takes them: a copy waits until the ones before it are gone.
 */
const CLAIM = `UPDATE outbox SET attempts = attempts + 1, available_at = now() + interval '${LEASE_SECONDS} seconds',
    created_at = least(created_at, now())
  WHERE id IN (SELECT id FROM outbox AS next
    WHERE (available_at <= now() OR created_at > now() + interval '1 minute') AND NOT EXISTS
    (SELECT FROM outbox AS before WHERE before.message_id = next.message_id AND before.id < next.id)
    ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
  RETURNING ${DELIVERY_COLUMNS}`;

export async function startEventWorker(deps: WorkerDeps): Promise<EventWorker> {
  const { telemetry, database, watch, clock, report } = deps;
  const consumed = telemetry.meter.createCounter(METRIC_CONSUMED_MESSAGES, {
    description: 'Number of messages delivered to the application',
    unit: '{message}',
    valueType: ValueType.INT,
  });
  const count = ({ topic }: Message, context: Context) =>
    consumed.add(1, messagingCounterAttributes('process', topic), context);
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const processOne = async (delivery: Delivery): Promise<void> => {
    const { message, messageId, traceparent } = delivery;
    const run: RunRef | undefined = isSessionId(delivery.sessionId)
      ? { sessionId: delivery.sessionId, runId: delivery.runId ?? undefined }
      : undefined;
    // Dropped before any span: exactly what makes this way of "idempotency" invisible, and wrong.
    if (await droppedUnseen(delivery)) {
      watch.messageDone(run);
      return;
    }
    const context = withRun(ROOT_CONTEXT, run);
    const byProgram = deps.leakQueue.deliver(delivery);
    if (byProgram !== undefined) return deliverToProgram(delivery, byProgram, run, context);
    const span = telemetry.tracer.startSpan(
      `process ${message.topic}`,
      {
        kind: SpanKind.CONSUMER,
        links: linkTo(traceparent),
        attributes: {
          ...messagingAttributes('process', message.topic),
          'messaging.message.id': messageId,
          ...deviceAttributes(message),
        },
      },
      context,
    );
    const spanContext = trace.setSpan(context, span);
    count(message, spanContext);
    let retried = false;
    try {
      await contextApi.with(spanContext, () => deps.process(delivery, span));
    } catch (error) {
      span.setAttribute(ATTR_ERROR_TYPE, errorType(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      retried = await giveBack(delivery, spanContext, error);
    } finally {
      span.end();
      if (!retried) watch.messageDone(run);
    }
  };

  /** The program makes the span itself, or does not. */
  const deliverToProgram = async (
    delivery: Delivery,
    work: () => Promise<void>,
    run: RunRef | undefined,
    context: Context,
  ): Promise<void> => {
    count(delivery.message, context);
    let retried = false;
    try {
      await contextApi.with(context, work);
    } catch (error) {
      retried = await giveBack(delivery, context, error);
    } finally {
      if (!retried) watch.messageDone(run);
    }
  };

  const droppedUnseen = async ({ message, rowId, messageId }: Delivery): Promise<boolean> => {
    if (message.topic !== 'device.event' || message.payload.idempotency !== 'drop-second') return false;
    const { rows } = await database.query('SELECT 1 FROM processed_messages WHERE message_id = $1', [
      messageId,
    ]);
    if (rows.length === 0) return false;
    await database.query('DELETE FROM outbox WHERE id = $1', [rowId]);
    return true;
  };

  /** Back into the queue for a later try, or, after the last one, out of it. True when it will come again. */
  const giveBack = async (delivery: Delivery, context: Context, error: unknown): Promise<boolean> => {
    // The message is not at fault, and nothing can be written: it comes again when its lease is over.
    if (isDatabaseAway(error)) return true;
    const retry = delivery.attempts < MAX_ATTEMPTS;
    telemetry.logger.emit({
      eventName: 'bldg.message.failed',
      severityNumber: retry ? SeverityNumber.WARN : SeverityNumber.ERROR,
      severityText: retry ? 'WARN' : 'ERROR',
      body: retry ? 'message failed, will be tried again' : 'message failed for the last time',
      attributes: { [ATTR_ERROR_TYPE]: errorType(error), 'messaging.message.id': delivery.messageId },
      context,
    });
    report(error);
    try {
      if (retry) {
        await database.query("UPDATE outbox SET available_at = now() + interval '100 ms' WHERE id = $1", [
          delivery.rowId,
        ]);
        clock.after(150, wake);
      } else await database.query('DELETE FROM outbox WHERE id = $1', [delivery.rowId]);
    } catch (failure) {
      report(failure);
      return true;
    }
    return retry;
  };

  const claim = async (): Promise<readonly Delivery[]> => {
    const { rows } = await database.query(CLAIM);
    const deliveries: Delivery[] = [];
    for (const row of rows) {
      const delivery = parseDelivery(row);
      if (delivery !== undefined) deliveries.push(delivery);
      else await database.query('DELETE FROM outbox WHERE id = $1', [row[0]]);
    }
    return deliveries.sort((a, b) => a.rowId - b.rowId);
  };

  const reported = (error: unknown) => {
    if (!closed) report(error);
  };
  const drainAll = async (): Promise<void> => {
    do {
      again = false;
      // What was claimed is handled, also when the end comes meanwhile: nobody else gets it before its lease is over.
      while (!closed) {
        const batch = await claim();
        if (batch.length === 0) break;
        await Promise.all(batch.map((delivery) => processOne(delivery).catch(reported)));
      }
    } while (again && !closed);
  };

  function wake(): void {
    void drain();
  }
  function drain(): Promise<void> {
    if (closed) return Promise.resolve();
    again = true;
    // Whoever wakes the worker lends it no context: its work starts new traces.
    running ??= contextApi
      .with(ROOT_CONTEXT, drainAll)
      .catch(reported)
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  let stopPoll = () => {};
  const poll = () => {
    stopPoll = clock.after(POLL_MS, () => {
      wake();
      poll();
    });
  };
  const stopListening = await database.listen(OUTBOX_CHANNEL, wake);
  poll();
  wake();
  return {
    drain,
    async close() {
      closed = true;
      stopPoll();
      await stopListening();
      await running;
    },
  };
}

function deviceAttributes({ topic, payload }: Message): Attributes {
  const renamed = topic === 'device.event' && payload.fault === 'attribute-renamed';
  return renamed ? { 'device.id': payload.deviceId } : bldgAttributes({ 'bldg.device.id': payload.deviceId });
}

function linkTo(traceparent: string | null): Link[] {
  if (traceparent === null) return [];
  const producer = propagation.extract(ROOT_CONTEXT, { [TRACE_PARENT_HEADER]: traceparent });
  const context = trace.getSpanContext(producer);
  return context === undefined ? [] : [{ context }];
}
