/**
 * Who listens to a room: the lines at this replica, and, from the log, how many there are at the others.
 *
 *   a line comes or goes --within 250 ms, together--> log: all lines here --> every replica: head count, is the presenter there
 */
import type { Clock } from '../clock.ts';
import type { LinesEntry, RoomEntry } from './room-entry.ts';
import { type RoomFacts, votesOf } from './room-facts.ts';
import { type Listener, RoomFeed, type RoomSubscriber } from './room-feed.ts';
import type { Phone, RoomPhones } from './room-phones.ts';
import type { RoomMessage } from './room-protocol.ts';

/** Who asks to listen. */
export interface Asking {
  readonly type: Listener;
  readonly phone?: Phone | undefined;
  readonly snapshot: () => RoomMessage;
}
export interface LinesPort {
  readonly replica: string;
  readonly facts: () => RoomFacts;
  readonly tell: (lines: LinesEntry) => void;
}

/** Head counts and votes are told together, not one by one. */
const TELL_MS = 250;
/** One, and those that broke and are not known to be gone. */
const LINES_A_PHONE = 4;

export class RoomLines {
  readonly feed = new RoomFeed();
  readonly #clock: Clock;
  readonly #phones: RoomPhones;
  readonly #port: LinesPort;
  #phonesTold = 0;
  #presenterTold = false;
  #linesAreNews = false;
  #votesAreNews = false;
  #stopTelling: (() => void) | undefined;

  constructor(clock: Clock, phones: RoomPhones, port: LinesPort) {
    this.#clock = clock;
    this.#phones = phones;
    this.#port = port;
  }

  get isEmptyHere(): boolean {
    return this.feed.size === 0;
  }
  get isEmpty(): boolean {
    return this.isEmptyHere && this.#others().length === 0;
  }
  get hasPresenter(): boolean {
    return this.feed.count('presenter') > 0 || this.#others().some(({ presenters }) => presenters > 0);
  }
  /** Each phone once, however many lines it has. */
  get phoneCount(): number {
    const numbers = new Set(this.#phones.listening);
    for (const { phones } of this.#others()) for (const number of phones) numbers.add(number);
    return numbers.size;
  }

  /** Undefined when there is no place for another line. */
  listen(
    { type, phone, snapshot }: Asking,
    maxOthers: number,
    lastEventId?: number,
  ): ((subscriber: RoomSubscriber) => () => void) | undefined {
    const { feed } = this;
    const isFull =
      type === 'phone'
        ? (phone?.lines ?? 0) >= LINES_A_PHONE
        : feed.count('looker-on') + feed.count('presenter') >= maxOthers;
    if (isFull) return undefined;
    return (subscriber) => {
      const stop = feed.subscribe(
        subscriber,
        type,
        { snapshot, current: () => this.#current() },
        lastEventId,
      );
      if (phone) phone.lines++;
      this.#arrivedOrLeft(type);
      return () => {
        stop();
        if (phone) phone.lines--;
        this.#arrivedOrLeft(type);
      };
    };
  }

  /** An entry of the log, and what it is to those who listen. */
  heard(id: number, news: readonly RoomMessage[], { type }: RoomEntry): void {
    this.feed.publish(id, news);
    if (type === 'lines' || type === 'left') {
      this.#tellPresenter();
      this.#tellSoon();
    } else if (type === 'answered') {
      this.#votesAreNews = true;
      this.#tellSoon();
    }
  }
  /** Lines that came or went since, before something else is told that depends on them. */
  tellNow(): void {
    if (!this.#linesAreNews) return;
    this.#linesAreNews = false;
    this.#port.tell({
      type: 'lines',
      phones: [...this.#phones.listening],
      presenters: this.feed.count('presenter'),
      lookersOn: this.feed.count('looker-on'),
    });
  }
  /** The others may have forgotten them. */
  tellAgain(): void {
    this.#linesAreNews = true;
    this.#tellSoon();
  }
  close(): void {
    this.#stopTelling?.();
    this.feed.close();
  }

  #others(): readonly Omit<LinesEntry, 'type'>[] {
    return [...this.#port.facts().lines].flatMap(([replica, lines]) =>
      replica === this.#port.replica ? [] : [lines],
    );
  }

  #arrivedOrLeft(type: Listener): void {
    this.#linesAreNews = true;
    if (type === 'presenter') {
      this.tellNow();
      this.#tellPresenter();
    } else this.#tellSoon();
  }
  /** Only the first that comes and the last that goes are news. */
  #tellPresenter(): void {
    const presenter = this.hasPresenter;
    if (presenter === this.#presenterTold) return;
    this.#presenterTold = presenter;
    this.feed.tell({ type: 'presenter', data: { presenter } });
  }

  #tellSoon(): void {
    this.#stopTelling ??= this.#clock.after(TELL_MS, () => {
      this.#stopTelling = undefined;
      this.tellNow();
      const phones = this.phoneCount;
      if (phones !== this.#phonesTold) {
        this.#phonesTold = phones;
        this.feed.tell({ type: 'phones', data: { phones } });
      }
      const votes = this.#votesAreNews ? votesOf(this.#port.facts()) : null;
      this.#votesAreNews = false;
      if (votes) this.feed.tell({ type: 'votes', data: votes });
    });
  }

  /** For who comes back: what may have been told while it was away, and is in no ring. */
  #current(): readonly RoomMessage[] {
    const votes = votesOf(this.#port.facts());
    return [
      { type: 'phones', data: { phones: this.phoneCount } },
      { type: 'presenter', data: { presenter: this.hasPresenter } },
      ...(votes === null ? [] : [{ type: 'votes' as const, data: votes }]),
    ];
  }
}
