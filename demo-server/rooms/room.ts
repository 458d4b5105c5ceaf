/**
 * One room, as this replica has it. What is so for everybody (who joined, where the talk is, what is asked, the figures) is made
 * of the room's log, `room-facts.ts`; here is what belongs to one replica: lines that listen, taps that it has let in.
 *
 *   presenter, phones --> Room --tell--> log --heard--> facts, and messages to the lines of every replica
 *                           '-- taps: let in here, counted here, told once a second
 *
 * It holds no telemetry: its spans carry the room's session, and are watched like those of any other session.
 *
 * Invariants: phones, what waits and what is kept are bounded; the room stays when the presenter goes, and when a replica goes.
 */
import type { Clock } from '../clock.ts';
import type { Exchange, Rate } from '../exchange/exchange.ts';
import { type Change, SharedLog } from '../exchange/shared-log.ts';
import { randomUuid } from '../random-uuid.ts';
import { totalsOf } from './figure-facts.ts';
import type { OpenRoom } from './room-directory.ts';
import type { Happened, RoomEntry } from './room-entry.ts';
import { canAnswer, canJoin, type RoomFacts, roomFacts, votesOf } from './room-facts.ts';
import type { RoomFigures, TapsNow } from './room-figures.ts';
import { type Asking, RoomLines } from './room-lines.ts';
import { newsOf } from './room-news.ts';
import { type Phone, RoomPhones } from './room-phones.ts';
import type {
  PhoneTicket,
  PresenterSnapshot,
  RoomEnd,
  RoomPoll,
  RoomSnapshot,
  RoomState,
  RoomTotals,
} from './room-protocol.ts';
import { RoomTaps, type Tapped } from './room-taps.ts';
import { SilentReplicas } from './silent-replicas.ts';
import type { AdmissionLimits } from './tap-admission.ts';

export interface RoomLimits {
  readonly phones: number;
  /** Pages that only look on, and the presenter's, at this replica. */
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

const ANSWER_RATE: Rate = { perSecond: 1, burst: 5 };
const JOIN_RATE: Rate = { perSecond: 100, burst: 1_000 };
const SECOND_MS = 1_000;
/** A room is over before its log is. */
const LOG_BOUNDS = { entries: 3_000, chars: 8_000_000, keepMs: 13 * 3_600_000 };

export interface RoomDeps {
  readonly clock: Clock;
  readonly exchange: Exchange;
  readonly limits?: RoomLimits | undefined;
}

export class Room {
  readonly code: string;
  readonly session: string;
  readonly openedUnixMs: number;
  /** Another one each time that a code is opened. */
  readonly #stream: string;
  readonly #clock: Clock;
  readonly #exchange: Exchange;
  readonly #limits: RoomLimits;
  readonly #log: SharedLog<RoomFacts, Happened>;
  readonly #phones = new RoomPhones();
  readonly #lines: RoomLines;
  readonly #taps: RoomTaps;
  readonly #silent: SilentReplicas;
  #stopSeconds = () => {};
  readonly #stopState: () => void;

  constructor({ code, session, openedUnixMs }: OpenRoom, deps: RoomDeps) {
    const { clock, exchange, limits = ROOM_LIMITS } = deps;
    this.code = code;
    this.session = session;
    this.#stream = `room:${session}`;
    this.openedUnixMs = openedUnixMs;
    this.#clock = clock;
    this.#exchange = exchange;
    this.#limits = limits;
    this.#taps = new RoomTaps(clock, exchange, limits);
    this.#silent = new SilentReplicas(clock, exchange.replica);
    this.#log = new SharedLog({
      exchange,
      clock,
      stream: this.#stream,
      bounds: LOG_BOUNDS,
      reducing: roomFacts(openedUnixMs, limits.phones),
      heard: (change) => this.#heard(change),
    });
    this.#lines = new RoomLines(clock, this.#phones, {
      replica: exchange.replica,
      facts: () => this.#log.state,
      tell: (lines) => this.#tell(lines),
    });
    this.#stopState = exchange.onState(() => this.#exchangeChanged());
    this.#log.start();
    this.#nextSecond();
  }

  /** What happened before was heard; false when the exchange does not answer. */
  get ready(): Promise<boolean> {
    return this.#log.ready();
  }
  /** Nobody listens, at any replica. */
  get isEmpty(): boolean {
    return this.#lines.isEmpty;
  }
  get usedUnixMs(): number {
    return Math.max(this.#taps.usedUnixMs, this.#log.state.usedUnixMs);
  }
  /** Taps that this replica has let in, and those that wait here. */
  get taps(): TapsNow {
    return this.#taps.now;
  }
  /** What this replica counts. */
  get figures(): RoomFigures {
    return this.#taps.figures;
  }
  /** Of all replicas. */
  get phoneCount(): number {
    return this.#lines.phoneCount;
  }
  /** That listen at this replica. */
  get phonesHere(): number {
    return this.#phones.listening.length;
  }
  /** Of all replicas; what others counted in this second is told when it is over. */
  get totals(): RoomTotals {
    const { figures, answers } = this.#log.state;
    return totalsOf(figures, answers, { replica: this.#exchange.replica, sums: this.figures.sums });
  }

  snapshot(): RoomSnapshot {
    const { place, poll } = this.#log.state;
    return {
      code: this.code,
      place,
      poll,
      votes: votesOf(this.#log.state),
      phones: this.phoneCount,
      presenter: this.#lines.hasPresenter,
      ...(this.#exchange.state.type === 'interrupted' && { cutOff: true }),
    };
  }
  presenterSnapshot(reachableAt: readonly string[]): PresenterSnapshot {
    return {
      ...this.snapshot(),
      presenter: true,
      session: this.session,
      talk: this.#log.state.talk,
      figures: this.#log.state.figures.past,
      reachableAt,
    };
  }

  /** Undefined when there is no place for another line. */
  listen(who: Asking, lastEventId?: number): ReturnType<RoomLines['listen']> {
    return this.#lines.listen(who, this.#limits.otherLines, lastEventId);
  }

  /** A phone that was here before keeps its number. */
  async join(knownId: string | undefined): Promise<Phone | 'full' | 'too-fast' | 'cut-off'> {
    const known = knownId === undefined ? undefined : await this.findPhone(knownId);
    if (known !== undefined) return known;
    if ((await this.#exchange.take(`joins:${this.session}`, JOIN_RATE, 1)) === 0) return 'too-fast';
    // A full room forgets a phone that left, and none that has just come.
    if (this.#log.state.phones.size >= this.#limits.phones) this.#lines.tellNow();
    if (!canJoin(this.#log.state, this.#limits.phones)) return 'full';
    const id = randomUuid();
    const isHeard = await this.#log.telling(this.#happened({ type: 'joined', phone: id }));
    return this.phone(id) ?? (isHeard ? 'full' : 'cut-off');
  }
  phone(id: string): Phone | undefined {
    return this.#phones.of(this.#log.state, id);
  }
  /** One that has joined this moment, at another replica, is found too. */
  async findPhone(id: string): Promise<Phone | 'cut-off' | undefined> {
    const known = this.phone(id);
    if (known !== undefined) return known;
    return (await this.#log.catchUp()) ? this.phone(id) : 'cut-off';
  }
  ticket({ id, number, unitId }: Phone): PhoneTicket {
    return { phone: id, number, unitId, option: this.#log.state.phones.get(id)?.option ?? null };
  }
  isLocked({ id }: Phone): boolean {
    return this.#log.state.phones.get(id)?.isLocked ?? false;
  }
  locked({ id }: Phone, isLocked: boolean): void {
    this.#tell({ type: 'locked', phone: id, isLocked });
  }

  /** What the presenter says of the talk. */
  go({ section, step, black, talk }: RoomState): void {
    this.#tell({ type: 'said', section, step, black, ...(talk !== undefined && { talk }) });
  }
  /** Asks, or with null stops asking. The same poll again keeps its votes: so it is closed, or opened again. */
  ask(poll: RoomPoll | null): void {
    this.#tell({ type: 'asked', poll: poll && { ...poll, options: [...poll.options] } });
  }
  /** A phone has one vote, and may change it. */
  async vote(
    phone: Phone,
    poll: string,
    option: number,
  ): Promise<'counted' | 'not-asked' | 'closed' | 'too-fast'> {
    // It may have been asked at another replica, this moment.
    if (canAnswer(this.#log.state, poll, option) === 'not-asked') await this.#log.catchUp();
    const can = canAnswer(this.#log.state, poll, option);
    if (can !== 'yes') return can;
    if ((await this.#exchange.take(`answers:${phone.id}`, ANSWER_RATE, 1)) === 0) return 'too-fast';
    this.#tell({ type: 'answered', phone: phone.id, poll, option });
    return 'counted';
  }

  /** Does what a phone tapped when there is a place for it; `work` answers undefined, or rejects, when it was not done. */
  tap<T>(phone: Phone, work: () => Promise<T | undefined>): Promise<Tapped<T>> {
    return this.#taps.tap(phone, this.#log.state.figures.queued, work);
  }
  tapsWithheld(phone: Phone, taps: number): Promise<void> {
    return this.#taps.withheld(phone, taps);
  }

  /** The room is over, everywhere. */
  close(reason: RoomEnd): void {
    this.#lines.feed.publish(this.#log.at, [{ type: 'closed', data: { reason } }]);
    this.#stop();
    // Otherwise it goes by itself after a while.
    this.#exchange.drop(this.#stream).catch(() => {});
  }
  /** This replica goes; the room stays. */
  leave(): void {
    this.#tellSecond(false);
    this.#tell({ type: 'left', replica: this.#exchange.replica });
    this.#stop();
  }

  #stop(): void {
    this.#stopSeconds();
    this.#stopState();
    this.#log.stop();
    this.#taps.close();
    this.#lines.close();
  }
  #happened = (entry: RoomEntry): Happened => ({ atUnixMs: this.#clock.wallMs(), entry });
  #tell(entry: RoomEntry): void {
    this.#log.tell(this.#happened(entry));
  }

  #heard(change: Change<RoomFacts, Happened>): void {
    const { id, after, told, from } = change;
    if (told === undefined || from === undefined) {
      this.#lines.feed.restart(id);
      return;
    }
    this.#silent.heard(from);
    const { entry } = told;
    const isOwn = from === this.#exchange.replica;
    if (entry.type === 'second' && isOwn) this.figures.heard(entry);
    // Others gave this replica up; it was cut off, or slow.
    if (entry.type === 'left' && entry.replica === this.#exchange.replica && !isOwn) this.#lines.tellAgain();
    if (entry.type === 'joined' && this.#phones.size > after.phones.size) this.#phones.forgetAllBut(after);
    this.#lines.heard(id, newsOf(change), entry);
  }

  /** Everyone is told; what waited for the exchange, and what others said meanwhile, is heard by itself. */
  #exchangeChanged(): void {
    this.#silent.startAnew();
    this.#lines.feed.tellSnapshots();
  }

  #nextSecond(): void {
    this.#stopSeconds = this.#clock.after(SECOND_MS, () => {
      this.#taps.secondOver();
      // Otherwise the next one that is told makes it good.
      if (this.#exchange.state.type === 'reachable') {
        this.#tellSecond(!this.#lines.isEmptyHere);
        for (const replica of this.#silent.among(this.#log.state)) this.#tell({ type: 'left', replica });
      }
      this.#nextSecond();
    });
  }
  #tellSecond(isWatched: boolean): void {
    const second = this.#taps.second(isWatched);
    if (second !== undefined) this.#tell(second);
  }
}
