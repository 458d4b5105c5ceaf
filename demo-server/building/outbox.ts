/**
 * The transactional outbox: a message is a row, written in the transaction that caused it, so that it exists exactly
 * when its cause does. Sending is a PRODUCER span around the INSERT.
 *
 *   BEGIN  UPDATE devices ...  [PRODUCER send device.heartbeat: INSERT outbox]  COMMIT --NOTIFY--> event-worker
 */

import {
  type Attributes,
  context as contextApi,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  ValueType,
} from '@opentelemetry/api';
import { TRACE_PARENT_HEADER } from '@opentelemetry/core';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { randomUuid } from '../random-uuid.ts';
import { errorType } from '../telemetry/measure.ts';
import {
  METRIC_SENT_MESSAGES,
  messagingAttributes,
  messagingCounterAttributes,
} from '../telemetry/messaging.ts';
import { type RunRef, runOf } from '../telemetry/run-baggage.ts';
import type { ServiceTelemetry } from '../telemetry/service-telemetry.ts';
import type { Database, SqlExecutor } from './database.ts';
import type { Message } from './messages.ts';
import { orm } from './orm.ts';
import { outbox } from './schema.ts';

/** Who must know how many messages of a run are on their way (to tell when it is over). */
export interface QueueWatch {
  messageQueued(run: RunRef | undefined): void;
  messageDone(run: RunRef | undefined): void;
}

export interface SendOptions {
  /** How often the row is written: 2 plays a broker that delivers twice. */
  readonly copies?: number;
  /** Whether the trace context goes into the envelope; `none` is the mistake that an exercise is about. */
  readonly context?: 'none' | 'envelope';
  /** Asked inside of the PRODUCER span, in place of `context`; undefined when nobody stands in. */
  readonly traceparent?: () => { readonly value: string | null } | undefined;
  readonly attributes?: Attributes;
}
export type Send = (message: Message, options?: SendOptions) => Promise<{ readonly messageId: string }>;

export interface Outbox {
  /** A transaction in which messages can be sent. Rolled back, none of them was ever queued. */
  transaction<T>(work: (tx: SqlExecutor, send: Send) => Promise<T>): Promise<T>;
}

export function createOutbox(database: Database, telemetry: ServiceTelemetry, watch: QueueWatch): Outbox {
  const sent = telemetry.meter.createCounter(METRIC_SENT_MESSAGES, {
    description: 'Number of messages the producer attempted to send',
    unit: '{message}',
    valueType: ValueType.INT,
  });

  const send = async (
    tx: SqlExecutor,
    message: Message,
    options: SendOptions,
  ): Promise<{ messageId: string }> => {
    const { copies = 1, context: envelope = 'envelope' } = options;
    const messageId = randomUuid();
    const span = telemetry.tracer.startSpan(`send ${message.topic}`, {
      kind: SpanKind.PRODUCER,
      attributes: {
        ...messagingAttributes('send', message.topic),
        'messaging.message.id': messageId,
        ...options.attributes,
      },
    });
    const context = trace.setSpan(contextApi.active(), span);
    const run = runOf(context);
    let outcome: Attributes = {};
    try {
      const headers: Record<string, string> = {};
      if (envelope === 'envelope') propagation.inject(context, headers);
      const given = contextApi.with(context, () => options.traceparent?.());
      const row = {
        messageId,
        topic: message.topic,
        payload: message.payload,
        traceparent: given === undefined ? (headers[TRACE_PARENT_HEADER] ?? null) : given.value,
        sessionId: run?.sessionId ?? null,
        runId: run?.runId ?? null,
      };
      const rows = Array.from({ length: copies }, () => row);
      // `execute` at once: a Drizzle query that is only awaited would run outside of this context.
      await contextApi.with(context, () => orm(tx).insert(outbox).values(rows).execute());
    } catch (error) {
      outcome = { [ATTR_ERROR_TYPE]: errorType(error) };
      span.setAttributes(outcome).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      sent.add(copies, { ...messagingCounterAttributes('send', message.topic), ...outcome }, context);
      span.end();
    }
    return { messageId };
  };

  return {
    async transaction(work) {
      const run = runOf(contextApi.active());
      let queued = 0;
      try {
        return await database.transaction((tx) =>
          work(tx, async (message, options = {}) => {
            // Counted before the commit: the worker may be done with it before the commit's answer is read here.
            for (let copy = 0; copy < (options.copies ?? 1); copy++) {
              watch.messageQueued(run);
              queued++;
            }
            return send(tx, message, options);
          }),
        );
      } catch (error) {
        for (; queued > 0; queued--) watch.messageDone(run);
        throw error;
      }
    },
  };
}
