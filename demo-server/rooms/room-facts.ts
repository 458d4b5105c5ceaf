/**
 * What is so in a room, for all replicas alike: made of the entries of its log, one after the other, and of nothing else. Pure;
 * what belongs to one replica alone (lines, taps under way, timers) is in `room.ts`.
 *
 *   facts, entry --after--> facts       pack --JSON--> unpack: where a replica begins that came later
 *
 * Invariants: the same entries in the same order are the same facts; phones are bounded; a phone has one vote.
 */

import type { Reducing } from '../exchange/shared-log.ts';
import { afterReplicaLeft, afterSecond, type FigureFacts, NO_FIGURES } from './figure-facts.ts';
import { type Happened, type LinesEntry, readHappened } from './room-entry.ts';
import type { RoomPlace, RoomPoll, RoomTalk, RoomVotes } from './room-protocol.ts';

export interface PhoneFacts {
  /** First come, first counted. */
  readonly number: number;
  /** What its next `lock` will undo. */
  readonly isLocked: boolean;
  /** What it answered in the poll that is open. */
  readonly option: number | null;
}
export interface RoomFacts {
  readonly place: RoomPlace | null;
  readonly talk: RoomTalk | null;
  readonly poll: RoomPoll | null;
  /** By their ids, oldest first. */
  readonly phones: ReadonlyMap<string, PhoneFacts>;
  readonly lastNumber: number;
  /** All that were counted, also those of polls that are over. */
  readonly answers: number;
  /** Who listens, by replica; those where nobody does are not in it. */
  readonly lines: ReadonlyMap<string, Omit<LinesEntry, 'type'>>;
  readonly figures: FigureFacts;
  /** When something happened last. */
  readonly usedUnixMs: number;
}

const firstFacts = (openedUnixMs: number): RoomFacts => ({
  place: null,
  talk: null,
  poll: null,
  phones: new Map(),
  lastNumber: 0,
  answers: 0,
  lines: new Map(),
  figures: NO_FIGURES,
  usedUnixMs: openedUnixMs,
});

/** The room of a log of `Happened`. How many phones it takes is for all replicas to know alike. */
export const roomFacts = (openedUnixMs: number, maxPhones: number): Reducing<RoomFacts, Happened> => ({
  first: firstFacts(openedUnixMs),
  read: readHappened,
  after: (facts, happened, from) => afterEntry(facts, happened, from, maxPhones),
  pack: packFacts,
  unpack: readFacts,
});

function afterEntry(
  before: RoomFacts,
  { entry, atUnixMs }: Happened,
  from: string,
  maxPhones: number,
): RoomFacts {
  const facts =
    entry.type === 'second' || entry.type === 'left'
      ? before
      : { ...before, usedUnixMs: Math.max(before.usedUnixMs, atUnixMs) };
  switch (entry.type) {
    case 'joined':
      return afterJoin(facts, entry.phone, maxPhones);
    case 'said': {
      const { section, step, black, talk } = entry;
      return { ...facts, place: { section, step, black }, talk: talk ?? facts.talk };
    }
    case 'asked': {
      const isSame =
        entry.poll !== null &&
        entry.poll.id === facts.poll?.id &&
        entry.poll.options.length === facts.poll.options.length;
      return { ...facts, poll: entry.poll, phones: isSame ? facts.phones : withoutVotes(facts.phones) };
    }
    case 'answered': {
      const phone = facts.phones.get(entry.phone);
      if (phone === undefined || canAnswer(facts, entry.poll, entry.option) !== 'yes') return facts;
      const phones = new Map(facts.phones).set(entry.phone, { ...phone, option: entry.option });
      return { ...facts, phones, answers: facts.answers + 1 };
    }
    case 'locked': {
      const phone = facts.phones.get(entry.phone);
      if (phone === undefined) return facts;
      return {
        ...facts,
        phones: new Map(facts.phones).set(entry.phone, { ...phone, isLocked: entry.isLocked }),
      };
    }
    case 'lines': {
      const { type: _, ...lines } = entry;
      return { ...facts, lines: withLines(facts.lines, from, lines) };
    }
    case 'left':
      return {
        ...facts,
        lines: withLines(facts.lines, entry.replica, undefined),
        figures: afterReplicaLeft(facts.figures, entry.replica),
      };
    case 'second': {
      const figures = afterSecond(facts.figures, entry, from, { atUnixMs, answers: facts.answers });
      return { ...facts, figures };
    }
  }
}

export function canAnswer(
  { poll }: RoomFacts,
  pollId: string,
  option: number,
): 'yes' | 'not-asked' | 'closed' {
  if (poll?.id !== pollId || option >= poll.options.length) return 'not-asked';
  return poll.closed === true ? 'closed' : 'yes';
}

/** Whether there is a place, or somebody left one. */
export const canJoin = (facts: RoomFacts, maxPhones: number): boolean =>
  facts.phones.size < maxPhones || firstGone(facts) !== undefined;

/** How many chose each option. */
export function votesOf({ poll, phones }: RoomFacts): RoomVotes | null {
  if (poll === null) return null;
  const counts = poll.options.map(() => 0);
  for (const { option } of phones.values()) if (option !== null) counts[option] = (counts[option] ?? 0) + 1;
  return { poll: poll.id, counts };
}

/** What another replica begins with. */
function packFacts({ phones, lines, figures, ...facts }: RoomFacts): unknown {
  return {
    ...facts,
    phones: [...phones],
    lines: [...lines],
    figures: { ...figures, replicas: [...figures.replicas] },
  };
}
/** What `packFacts` made, of a replica of this version: it is trusted as far as the exchange is. */
function readFacts(packed: unknown): RoomFacts {
  const { phones, lines, figures, ...facts } = packed as PackedFacts;
  return {
    ...facts,
    phones: new Map(phones),
    lines: new Map(lines),
    figures: { ...figures, replicas: new Map(figures.replicas) },
  };
}
type EntriesOf<T> = T extends ReadonlyMap<infer K, infer V> ? readonly (readonly [K, V])[] : never;
type PackedFacts = Omit<RoomFacts, 'phones' | 'lines' | 'figures'> & {
  readonly phones: EntriesOf<RoomFacts['phones']>;
  readonly lines: EntriesOf<RoomFacts['lines']>;
  readonly figures: Omit<FigureFacts, 'replicas'> & { readonly replicas: EntriesOf<FigureFacts['replicas']> };
};

/** A full room forgets the phone that came first of those that left; where there is none, nobody joins. */
function afterJoin(facts: RoomFacts, phone: string, maxPhones: number): RoomFacts {
  if (facts.phones.has(phone)) return facts;
  const phones = new Map(facts.phones);
  if (phones.size >= maxPhones) {
    const gone = firstGone(facts);
    if (gone === undefined) return facts;
    phones.delete(gone);
  }
  const number = facts.lastNumber + 1;
  return {
    ...facts,
    phones: phones.set(phone, { number, isLocked: false, option: null }),
    lastNumber: number,
  };
}

/** Linear, but only asked for when a room is full. */
function firstGone({ phones, lines }: RoomFacts): string | undefined {
  const here = new Set<number>();
  for (const { phones: numbers } of lines.values()) for (const number of numbers) here.add(number);
  for (const [id, { number }] of phones) if (!here.has(number)) return id;
  return undefined;
}

const withoutVotes = (phones: RoomFacts['phones']): RoomFacts['phones'] =>
  new Map([...phones].map(([id, phone]) => [id, { ...phone, option: null }]));

function withLines(
  lines: RoomFacts['lines'],
  replica: string,
  now: Omit<LinesEntry, 'type'> | undefined,
): RoomFacts['lines'] {
  const after = new Map(lines);
  const isAny = now !== undefined && now.phones.length + now.presenters + now.lookersOn > 0;
  if (isAny) after.set(replica, now);
  else after.delete(replica);
  return after;
}
