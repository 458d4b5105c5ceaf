/**
 * What happens in a room, as it is written to the log that all replicas follow. Each entry says what is so, and never by how
 * much it changed: heard twice, or told again after an interruption, it does no harm.
 *
 *   presenter   said, asked              a phone    joined, answered, locked
 *   a replica   lines, second, left      (left: also written by another one, of a replica that fell silent)
 *
 * Invariant: an entry that a newer replica wrote, and this one does not know, is passed over.
 */
import * as z from 'zod';
import { pollBody } from './room-input.ts';

const count = z.number().int().min(0);

/** Everything that a replica counted since it started. */
const sums = z.object({
  tapped: count,
  served: count,
  refused: count,
  failed: count,
  spans: count,
  /** Messages that were sent, and those that were processed. */
  sent: count,
  processed: count,
  connections: count,
  inserts: count,
  updates: count,
  deletes: count,
});
export type Sums = Readonly<z.infer<typeof sums>>;

const secondEntry = z.object({
  type: z.literal('second'),
  sums,
  /** As they are at the end of this second. */
  underWay: count,
  waiting: count,
  atOnce: count,
  /** How long taps took, as their phones have it, and the number of the first of them: who heard it before leaves it out. */
  tapsMs: z.array(z.number()),
  firstTap: count,
  /** False when this replica has nothing more to tell for a while: nobody waits for its next second. */
  more: z.boolean(),
});
export type SecondEntry = Readonly<z.infer<typeof secondEntry>>;

const linesEntry = z.object({
  type: z.literal('lines'),
  /** Numbers of the phones that listen at this replica. */
  phones: z.array(count),
  presenters: count,
  lookersOn: count,
});
export type LinesEntry = Readonly<z.infer<typeof linesEntry>>;

const entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joined'), phone: z.string() }),
  z.object({
    type: z.literal('said'),
    section: z.string(),
    step: count,
    black: z.boolean(),
    talk: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ type: z.literal('asked'), poll: pollBody }),
  z.object({ type: z.literal('answered'), phone: z.string(), poll: z.string(), option: count }),
  /** A phone's door is as it says now. */
  z.object({ type: z.literal('locked'), phone: z.string(), isLocked: z.boolean() }),
  linesEntry,
  secondEntry,
  z.object({ type: z.literal('left'), replica: z.string() }),
]);
const happened = z.object({ atUnixMs: z.number(), entry });

export type RoomEntry = z.infer<typeof entry>;
/** As it is written: when that was, at the replica that wrote it. */
export type Happened = Readonly<z.infer<typeof happened>>;

export const readHappened = (data: unknown): Happened | undefined => happened.safeParse(data).data;
