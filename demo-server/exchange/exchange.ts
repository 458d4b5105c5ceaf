/**
 * What the replicas of a demo server tell each other: streams that everyone appends to and follows, and small shared
 * values. One process needs none of it and pays for none: `memory-exchange.ts` is synchronous.
 *
 *   replica A --append--> stream: 1 2 3 4 ... --hear--> every replica that follows it, A too, in the same order
 *
 * Numbers are the exchange's and the same for all: within a life of a stream each is one more than the one before it, so
 * that who has n and hears n + 3 knows that two were missed. A stream that everybody left, or that was lost with its
 * server, begins a new life, whose numbers are higher than all before (see `lifeOf`).
 *
 *   const following = exchange.follow('room:K4T2', 0, (entries) => entries.forEach(apply));
 *   await following.ready;                       // all that was kept before is applied
 *   exchange.append('room:K4T2', json);          // everybody hears it, this replica too: apply it there, and not here
 *   if (await exchange.take('taps:K4T2', { perSecond: 20, burst: 40 }, 1) === 0) ...
 *   const giveBack = await exchange.hold('laboratories:K4T2', 2);
 *
 * While the exchange is interrupted, what is appended waits, in order and bounded; followers go on by themselves when it
 * is back, without a gap and without repeats. So never make an answer wait for `append`.
 */
export interface Entry {
  readonly id: number;
  /** The replica that appended it. */
  readonly from: string;
  readonly data: string;
}

/** Called with entries in their order, never none. In memory: before `append` returns. */
export type Hear = (entries: readonly Entry[]) => void;

export interface Following {
  /** Everything kept when it began was heard; from then on, nothing that is appended is missed. Never rejects. */
  readonly ready: Promise<void>;
  stop(): void;
}

export interface Exchange {
  /** This process: another each time it starts. */
  readonly replica: string;
  readonly kind: 'memory' | 'redis';
  readonly state: ExchangeState;
  /** Told of each change of `state`, but not of each entry that waits; the answer ends it. */
  onState(listener: (state: ExchangeState) => void): () => void;

  /** Resolves with the number when it is kept; rejects with `NotKept` when it never will be. */
  append(stream: string, data: string, bounds?: StreamBounds): Promise<number>;
  /** From what comes after number `after` (0: from the first that is kept), or from now on. */
  follow(stream: string, after: number | 'now', hear: Hear): Following;
  /** The number of the newest entry; 0 when there never was one. Rejects with `Unreachable`. */
  newest(stream: string): Promise<number>;
  /** Forgets all entries; numbers go on. Rejects with `Unreachable`. */
  drop(stream: string): Promise<void>;

  /** Rejects with `Unreachable`, as all below but `take` and `hold`. */
  get(key: string): Promise<string | undefined>;
  /**
   * Answers whether it was set. With `expecting` only where the value is this one, or where there is none (`null`): for
   * locks, and for values that more than one replica writes.
   */
  set(key: string, value: string, how: SetHow): Promise<boolean>;
  remove(key: string): Promise<void>;
  /**
   * As many of `wanted` as the bucket has, for all replicas together. Never rejects: while the exchange is interrupted,
   * each replica counts alone.
   */
  take(key: string, rate: Rate, wanted: number): Promise<number>;
  /**
   * One of `atOnce` places, for all replicas together, until the answer is called; undefined when all are taken. A replica
   * that is gone without a word gives its places back after a few seconds. Never rejects, as `take`.
   */
  hold(key: string, atOnce: number): Promise<GiveBack | undefined>;

  close(): Promise<void>;
}

/** However often it is called, it gives one place back. */
export type GiveBack = () => void;

export type ExchangeState =
  | { readonly type: 'reachable' }
  /** `sinceUnixMs`: when it was lost. `waiting` and `dropped`: entries of this replica. */
  | {
      readonly type: 'interrupted';
      readonly sinceUnixMs: number;
      readonly waiting: number;
      readonly dropped: number;
    };

/** The oldest entries make room; the newest stays, however long. Everyone who appends to a stream gives the same. */
export interface StreamBounds {
  readonly entries: number;
  readonly chars: number;
  /** How long it is kept after the last append. */
  readonly keepMs: number;
}
export const STREAM_BOUNDS: StreamBounds = { entries: 2_000, chars: 4_000_000, keepMs: 15 * 60_000 };

export interface SetHow {
  readonly keepMs: number;
  readonly expecting?: string | null;
}
/** So many at once, then so many a second. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Longer entries are refused: whoever hears them has to hold them. */
export const MAX_ENTRY_CHARS = 8_000_000;

export type NotKeptReason = 'too-long' | 'too-much-waiting' | 'closed';
export class NotKept extends Error {
  readonly reason: NotKeptReason;
  constructor(reason: NotKeptReason) {
    super(REASONS[reason]);
    this.name = 'NotKept';
    this.reason = reason;
  }
}
const REASONS: Readonly<Record<NotKeptReason, string>> = {
  'too-long': `an entry is longer than ${MAX_ENTRY_CHARS} characters`,
  'too-much-waiting': 'the exchange is interrupted, and as much is waiting for it as may wait',
  closed: 'the exchange is closed',
};
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('the exchange between the replicas does not answer', { cause });
    this.name = 'Unreachable';
  }
}

/**
 * A number is the second in which the life of its stream began, and a count: 2^20 entries a life, before its numbers run
 * into those of a life that began a second later. Below 2^53 until the year 2242.
 */
const ENTRIES_A_LIFE = 2 ** 20;
export const beginningOfLife = (unixMs: number): number => Math.floor(unixMs / 1_000) * ENTRIES_A_LIFE;
/** Numbers of one life are dense; nothing is known of what lies between two lives. */
export const lifeOf = (id: number): number => Math.floor(id / ENTRIES_A_LIFE);
