/**
 * One room: where the talk is, who is there, what is asked, and the figures of what they caused. It holds no telemetry:
 * its spans carry the room's session, and are watched like those of any other session.
 *
 * Invariants: a tap is counted as exactly one of served, refused, failed and not answered yet; phones, what waits and what is
 * kept are bounded; the room stays when the presenter goes.
 */
import type { Clock } from '../clock.ts';
import { TokenBucket } from '../exchange/token-bucket.ts';
import { randomUuid } from '../random-uuid.ts';
import { HoldBack } from './hold-back.ts';
import { type Listener, RoomFeed, type RoomSubscriber } from './room-feed.ts';
import { RoomFigures, type TapsNow } from './room-figures.ts';
import type {
  PhoneTicket,
  PresenterSnapshot,
  RoomEnd,
  RoomMessage,
  RoomPlace,
  RoomPoll,
  RoomSnapshot,
  RoomState,
  RoomTalk,
  RoomVotes,
} from './room-protocol.ts';
import { type AdmissionLimits, TapAdmission, type Tapper } from './tap-admission.ts';

export interface RoomLimits {
  readonly phones: number;
  /** Pages that only look on, and the presenter's. */
  readonly otherLines: number;
  readonly taps: AdmissionLimits;
  /** With more messages waiting than this, taps are refused until the queue is shorter. */
  readonly queueDepth: number;
}
export const ROOM_LIMITS: RoomLimits = {
  phones: 1_000,
  otherLines: 64,
  taps: { atOnce: 64, targetMs: 300, line: 24, waitMs: 400 },
  queueDepth: 1_000,
};

export const TAP_RATE = { perSecond: 3, burst: 6 } as const;
export const ANSWER_RATE = { perSecond: 1, burst: 5 } as const;
/** Taps that a phone says it made and did not send: as fast as fingers are. */
const WITHHELD_RATE = { perSecond: 12, burst: 150 } as const;
const JOIN_RATE = { perSecond: 100, burst: 1_000 } as const;
/** Head counts and votes are told together, not one by one. */
const TELL_MS = 250;
const FIGURE_MS = 1_000;
/** One, and those that broke and are not known to be gone. */
const LINES_A_PHONE = 4;
/** Flats of the building, one for each phone, round and round. */
const UNITS = 24;

export interface Phone extends Tapper {
  readonly id: string;
  readonly number: number;
  readonly unitId: number;
  readonly taps: TokenBucket;
  readonly withheld: TokenBucket;
  readonly answers: TokenBucket;
  /** Pages of this phone that listen. */
  lines: number;
  /** What its next `lock` will do. */
  doorIsLocked: boolean;
}
export type Tapped<T> =
  /** As the phone has it: the wait in line is part of it. */
  | { readonly type: 'served'; readonly result: T; readonly durationMs: number }
  | { readonly type: 'failed' }
  | { readonly type: 'too-fast' }
  | { readonly type: 'busy'; readonly retryAfterS: number };

export class Room {
  readonly code: string;
  readonly session: string;
  readonly figures = new RoomFigures();
  readonly openedMs: number;
  lastUsedMs: number;
  readonly #clock: Clock;
  readonly #limits: RoomLimits;
  readonly #feed: RoomFeed;
  /** Oldest first. */
  readonly #phones = new Map<string, Phone>();
  readonly #joins: TokenBucket;
  readonly #taps: TapAdmission;
  readonly #holdBack: HoldBack;
  #lastNumber = 0;
  #place: RoomPlace | null = null;
  #talk: RoomTalk | null = null;
  #poll: RoomPoll | null = null;
  #options = new Map<string, number>();
  #phonesTold = 0;
  #votesAreNews = false;
  #stopTelling: (() => void) | undefined;
  #stopFigures = () => {};

  constructor(code: string, clock: Clock, limits: RoomLimits = ROOM_LIMITS) {
    this.code = code;
    this.session = `room-${randomUuid()}`;
    this.#clock = clock;
    this.#limits = limits;
    this.#feed = new RoomFeed(clock);
    this.#joins = new TokenBucket(JOIN_RATE, clock.now());
    this.#taps = new TapAdmission(clock, limits.taps);
    this.#holdBack = new HoldBack(clock);
    this.openedMs = this.lastUsedMs = clock.now();
    const tick = () => {
      this.#stopFigures = clock.after(FIGURE_MS, () => {
        this.#feed.publish({ type: 'figure', data: this.figures.tick(clock.wallMs(), this.#taps) });
        this.#holdBack.secondOver();
        tick();
      });
    };
    tick();
  }

  get isEmpty(): boolean {
    return this.#feed.size === 0;
  }
  /** How many taps the building has, and how many wait. */
  get taps(): TapsNow {
    return this.#taps;
  }
  get phoneCount(): number {
    let connected = 0;
    for (const { lines } of this.#phones.values()) if (lines > 0) connected++;
    return connected;
  }

  snapshot(): RoomSnapshot {
    return {
      code: this.code,
      place: this.#place,
      poll: this.#poll,
      votes: this.#votes(),
      phones: this.phoneCount,
      presenter: this.#feed.count('presenter') > 0,
    };
  }
  presenterSnapshot(reachableAt: readonly string[]): PresenterSnapshot {
    return {
      ...this.snapshot(),
      presenter: true,
      session: this.session,
      talk: this.#talk,
      figures: this.figures.past,
      reachableAt,
    };
  }

  /** Undefined when there is no place for another line. */
  listen(
    who: {
      readonly type: Listener;
      readonly phone?: Phone | undefined;
      readonly snapshot: () => RoomMessage;
    },
    lastEventId?: number,
  ): ((subscriber: RoomSubscriber) => () => void) | undefined {
    const { type, phone } = who;
    const isFull =
      type === 'phone'
        ? (phone?.lines ?? 0) >= LINES_A_PHONE
        : this.#feed.count('looker-on') + this.#feed.count('presenter') >= this.#limits.otherLines;
    if (isFull) return undefined;
    return (subscriber) => {
      this.#used();
      const stop = this.#feed.subscribe(subscriber, type, who.snapshot, lastEventId);
      if (phone) phone.lines++;
      this.#arrivedOrLeft(type);
      return () => {
        stop();
        if (phone) phone.lines--;
        this.#used();
        this.#arrivedOrLeft(type);
      };
    };
  }

  /** A phone that was here before keeps its number. */
  join(knownId: string | undefined): Phone | 'full' | 'too-fast' {
    const known = knownId === undefined ? undefined : this.#phones.get(knownId);
    if (known !== undefined) return known;
    const nowMs = this.#clock.now();
    if (!this.#joins.take(nowMs)) return 'too-fast';
    if (this.#phones.size >= this.#limits.phones && !this.#forgetOldestGone()) return 'full';
    this.#used();
    const number = ++this.#lastNumber;
    const phone: Phone = {
      id: randomUuid(),
      number,
      unitId: ((number - 1) % UNITS) + 1,
      taps: new TokenBucket(TAP_RATE, nowMs),
      withheld: new TokenBucket(WITHHELD_RATE, nowMs),
      answers: new TokenBucket(ANSWER_RATE, nowMs),
      admittedMs: Number.NEGATIVE_INFINITY,
      lines: 0,
      doorIsLocked: false,
    };
    this.#phones.set(phone.id, phone);
    return phone;
  }
  phone(id: string): Phone | undefined {
    return this.#phones.get(id);
  }
  ticket({ id, number, unitId }: Phone): PhoneTicket {
    return { phone: id, number, unitId, option: this.#options.get(id) ?? null };
  }

  /** What the presenter says of the talk. */
  go({ section, step, black, talk }: RoomState): void {
    this.#used();
    const isNews =
      this.#place?.section !== section || this.#place.step !== step || this.#place.black !== black;
    if (isNews) {
      this.#place = { section, step, black };
      this.#feed.publish({ type: 'place', data: this.#place });
    }
    if (talk !== undefined) {
      this.#talk = talk;
      this.#feed.publish({ type: 'talk', data: talk });
    }
  }

  /** Asks, or with null stops asking. The same poll again keeps its votes: so it is closed, or opened again. */
  ask(poll: RoomPoll | null): void {
    this.#used();
    if (poll === null || this.#poll?.id !== poll.id || poll.options.length !== this.#poll.options.length)
      this.#options = new Map();
    this.#poll = poll;
    this.#feed.publish({ type: 'poll', data: poll });
    const votes = this.#votes();
    if (votes) this.#feed.publish({ type: 'votes', data: votes });
  }
  /** A phone has one vote, and may change it. */
  vote(phone: Phone, pollId: string, option: number): 'counted' | 'not-asked' | 'closed' | 'too-fast' {
    if (this.#poll?.id !== pollId || option >= this.#poll.options.length) return 'not-asked';
    if (this.#poll.closed === true) return 'closed';
    if (!phone.answers.take(this.#clock.now())) return 'too-fast';
    this.#used();
    this.#options.set(phone.id, option);
    this.figures.answered();
    this.#votesAreNews = true;
    this.#tellSoon();
    return 'counted';
  }

  /** Does what a phone tapped when there is a place for it; `work` answers undefined, or rejects, when it was not done. */
  async tap<T>(phone: Phone, work: () => Promise<T | undefined>): Promise<Tapped<T>> {
    const startMs = this.#clock.now();
    this.figures.tapped();
    const busy = (): Tapped<T> => {
      this.figures.tapRefused();
      return { type: 'busy', retryAfterS: this.#holdBack.refusedForS() };
    };
    if (!phone.taps.take(startMs)) {
      this.figures.tapRefused();
      return { type: 'too-fast' };
    }
    if (this.figures.queueDepth >= this.#limits.queueDepth) return busy();
    const ended = await this.#taps.enter(phone);
    if (ended === undefined) return busy();
    this.#holdBack.admitted();
    this.#used();
    let result: T | undefined;
    try {
      result = await work();
    } finally {
      ended();
      if (result === undefined) this.figures.tapFailed();
    }
    if (result === undefined) return { type: 'failed' };
    const durationMs = this.#clock.now() - startMs;
    this.figures.tapServed(durationMs);
    return { type: 'served', result, durationMs };
  }

  /** A phone made so many taps and, as it was told, did not send them. */
  tapsWithheld(phone: Phone, taps: number): void {
    const counted = phone.withheld.takeUpTo(taps, this.#clock.now());
    this.figures.tapped(counted);
    this.figures.tapRefused(counted);
  }
  close(reason: RoomEnd): void {
    this.#feed.publish({ type: 'closed', data: { reason } });
    this.#stopFigures();
    this.#taps.close();
    this.#stopTelling?.();
    this.#feed.close();
  }

  #used(): void {
    this.lastUsedMs = this.#clock.now();
  }

  #arrivedOrLeft(type: Listener): void {
    const presenters = this.#feed.count('presenter');
    if (type === 'phone') this.#tellSoon();
    // Only the first that comes and the last that goes are news.
    else if (type === 'presenter' && presenters <= 1)
      this.#feed.publish({ type: 'presenter', data: { presenter: presenters === 1 } });
  }

  #tellSoon(): void {
    this.#stopTelling ??= this.#clock.after(TELL_MS, () => {
      this.#stopTelling = undefined;
      const phones = this.phoneCount;
      if (phones !== this.#phonesTold) {
        this.#phonesTold = phones;
        this.#feed.publish({ type: 'phones', data: { phones } });
      }
      const votes = this.#votesAreNews ? this.#votes() : null;
      this.#votesAreNews = false;
      if (votes) this.#feed.publish({ type: 'votes', data: votes });
    });
  }

  #votes(): RoomVotes | null {
    if (this.#poll === null) return null;
    const counts = this.#poll.options.map(() => 0);
    for (const option of this.#options.values()) counts[option] = (counts[option] ?? 0) + 1;
    return { poll: this.#poll.id, counts };
  }

  /** Linear, but only when full. */
  #forgetOldestGone(): boolean {
    for (const [id, { lines }] of this.#phones)
      if (lines === 0) {
        this.#options.delete(id);
        return this.#phones.delete(id);
      }
    return false;
  }
}
