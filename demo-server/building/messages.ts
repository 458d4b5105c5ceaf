/** What travels through the outbox, and how a row is read back: it comes from outside the process, so it is parsed. */
import * as z from 'zod';
import { EVENT_KINDS } from './schema.ts';

const id = z.number().int().min(1);

export const IDEMPOTENCY = ['none', 'message-id', 'drop-second'] as const;

/**
 * What can be broken on purpose, for tests to find. `event-without-row`: the event of the work order is executed, and the
 * work order is not there. `error-swallowed`: its INSERT fails, and the worker goes on as if nothing had happened.
 * `attribute-renamed`: spans say `device.id`. `query-per-unit`: one query for each unit on the hub.
 */
export const DELIVERY_FAULTS = [
  'event-without-row',
  'error-swallowed',
  'attribute-renamed',
  'query-per-unit',
] as const;
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];
/** How long the worker can be made to wait before it takes a message. */
export const MAX_DELAY_MS = 500;

const message = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('device.heartbeat'), payload: z.object({ deviceId: id, hubId: id }) }),
  z.object({
    topic: z.literal('device.event'),
    payload: z.object({
      deviceId: id,
      eventId: id,
      kind: z.enum(EVENT_KINDS),
      /** How the consumer protects itself against a second delivery. */
      idempotency: z.enum(IDEMPOTENCY),
      delayMs: z.int().min(0).max(MAX_DELAY_MS).optional(),
      fault: z.enum(DELIVERY_FAULTS).optional(),
    }),
  }),
]);
export type Message = z.infer<typeof message>;

/** One delivery: a row of the outbox as the worker claimed it. */
export interface Delivery {
  readonly rowId: number;
  readonly messageId: string;
  readonly message: Message;
  readonly traceparent: string | null;
  readonly sessionId: string | null;
  readonly runId: string | null;
  readonly attempts: number;
}

const delivery = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.unknown(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
  z.number(),
]);

/** Column order of {@link parseDelivery}. */
export const DELIVERY_COLUMNS = 'id, message_id, topic, payload, traceparent, session_id, run_id, attempts';

export function parseDelivery(row: readonly unknown[]): Delivery | undefined {
  const columns = delivery.safeParse(row);
  if (!columns.success) return undefined;
  const [rowId, messageId, topic, payload, traceparent, sessionId, runId, attempts] = columns.data;
  const parsed = message.safeParse({ topic, payload });
  if (!parsed.success) return undefined;
  return { rowId, messageId, message: parsed.data, traceparent, sessionId, runId, attempts };
}
