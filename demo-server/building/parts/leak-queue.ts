/**
 * The part `leak-queue`: both sides of the queue between building-api and event-worker, for the messages that a device's
 * events set off. As shipped, the sides are `outbox.ts` and `process-message.ts`.
 *
 *   building-api  [PRODUCER: headers()] --> a row of the outbox --> event-worker  deliver(), once for each delivery
 */
import type { Tracer } from '@opentelemetry/api';
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';

/** Says, once, what each side does. */
export type LeakQueue = (queue: Queue) => void;

export interface Queue {
  /** Called inside of the sender's PRODUCER span. What it returns travels beside the payload. */
  onSend(headers: () => MessageHeaders): void;
  /** Called for every delivery, in another service and outside of every span. One that rejects is delivered again. */
  onDelivery(process: (delivery: LeakDelivery) => Promise<void>): void;
}
/** The outbox has room for `traceparent`, and for nothing else. */
export type MessageHeaders = Readonly<Record<string, string>>;

export interface LeakDelivery {
  readonly message: {
    /** The same for each delivery of one message. */
    readonly id: string;
    readonly headers: MessageHeaders;
    readonly deviceId: number;
    readonly kind: 'leak' | 'low_battery' | 'jam' | 'temperature';
  };
  /** One transaction. It also takes the message out of the queue: both happen, or neither does. */
  readonly db: PgRemoteDatabase;
  /** Of event-worker. */
  readonly tracer: Tracer;
}
