/**
 * A state that all replicas have alike: each follows one stream, and makes the state of its entries by a pure function.
 *
 *   tell(entry) --> stream --> 7 8 9 10 ... --after(state, entry)--> state, here and at every other replica
 *                                  '-- now and then one is a snapshot: a replica that comes later begins with it
 *
 * Numbers of a life are dense, so a replica knows when it missed something. It then asks, and whoever knows answers with a
 * snapshot; until that is heard, the state stays what it was. When the stream was lost with its server, and begins a new
 * life, those who know bring the state of the old one into it, and everyone goes on with the first that was brought.
 *
 * Invariant: two replicas that know, and have heard the same number, have the same state.
 */
import type { Clock } from '../clock.ts';
import {
  beginningOfLife,
  type Entry,
  type Exchange,
  type Following,
  lifeOf,
  type StreamBounds,
} from './exchange.ts';

export interface Reducing<State, Told> {
  readonly first: State;
  /** Undefined for what this replica does not understand: a newer one may say more. It is passed over. */
  read(data: unknown): Told | undefined;
  /** Pure. `from`: the replica that told it. */
  after(state: State, told: Told, from: string): State;
  pack(state: State): unknown;
  unpack(packed: unknown): State;
}
export interface SharedLogOptions<State, Told> {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly stream: string;
  readonly bounds: StreamBounds;
  readonly reducing: Reducing<State, Told>;
  /** After each entry; `told` is undefined when the state came as a whole. */
  readonly heard: (change: Change<State, Told>) => void;
}
export interface Change<State, Told> {
  readonly id: number;
  readonly before: State;
  readonly after: State;
  readonly told: Told | undefined;
  readonly from: string | undefined;
}

type Line =
  | { readonly type: 'told'; readonly data: unknown }
  /** The state after entry `at`. `isYoung`: somebody may still come with the state of the life before. */
  | { readonly type: 'snapshot'; readonly at: number; readonly state: unknown; readonly isYoung?: boolean }
  /** Somebody missed something. */
  | { readonly type: 'lost' };

const SNAPSHOT_EVERY = 500;
/** Entries that are held until a snapshot comes; streams keep no fewer. */
const MAX_HELD = 1_000;
/** Whoever asks is answered by then, with what is known. */
const WAIT_MS = 2_000;
const NOBODY_KNOWS_MS = 5_000;

interface Waiting {
  readonly id: number;
  readonly heard: () => void;
}

export class SharedLog<State, Told> {
  readonly #options: SharedLogOptions<State, Told>;
  #following: Following | undefined;
  #state: State;
  /** The number that was heard last; 0 before the first. */
  #at = 0;
  #knows = true;
  /** Entries after number `#heldAfter`, for a snapshot that was made before them. */
  #held: Entry[] = [];
  #heldAfter = 0;
  /** The life that a state was brought into, and whether this replica has one to bring. */
  #broughtInto = 0;
  #isBringing = false;
  #waiting: Waiting[] = [];
  #stopWaiting = () => {};
  #stopState = () => {};
  #isReady = false;

  constructor(options: SharedLogOptions<State, Told>) {
    this.#options = options;
    this.#state = options.reducing.first;
  }

  start(): void {
    const { exchange, stream } = this.#options;
    this.#following = exchange.follow(stream, 0, (entries) => {
      for (const entry of entries) this.#hear(entry);
      const due = this.#waiting.filter(({ id }) => id <= this.#at);
      this.#waiting = this.#waiting.filter(({ id }) => id > this.#at);
      for (const { heard } of due) heard();
    });
    this.#stopState = exchange.onState(({ type }) => {
      if (type === 'reachable') this.#lookForLoss();
    });
    void this.#following.ready.then(() => {
      this.#isReady = true;
      if (!this.#knows) this.#ask();
    });
  }
  /** What was told before it started was heard; false when the exchange does not answer. */
  ready(): Promise<boolean> {
    if (this.#isReady) return Promise.resolve(true);
    return this.#within((this.#following?.ready ?? Promise.resolve()).then(() => true));
  }

  get state(): State {
    return this.#state;
  }
  get at(): number {
    return this.#at;
  }
  /** Told when the exchange is reachable; nobody waits for it. */
  tell(told: Told): void {
    this.#append({ type: 'told', data: told });
  }
  /** Answers whether it is in the state now: false when the exchange does not answer, though it may be heard later. */
  async telling(told: Told): Promise<boolean> {
    const { exchange, stream, bounds } = this.#options;
    if (exchange.state.type === 'interrupted') return false;
    const id = exchange.append(stream, line({ type: 'told', data: told }), bounds);
    return (await this.#within(id.then((id) => this.#heardUpTo(id)))) && this.#knows;
  }
  /** All that was told anywhere before this moment; false when the exchange does not answer. */
  async catchUp(): Promise<boolean> {
    const { exchange, stream } = this.#options;
    if (exchange.state.type === 'interrupted') return false;
    return (await this.#within(exchange.newest(stream).then((id) => this.#heardUpTo(id)))) && this.#knows;
  }
  stop(): void {
    this.#following?.stop();
    this.#stopState();
    this.#stopWaiting();
    for (const { heard } of this.#waiting) heard();
    this.#waiting = [];
  }

  /** A stream that was lost while nobody has anything to tell would stay empty, for who comes now: this begins its new life. */
  #lookForLoss(): void {
    const { exchange, stream } = this.#options;
    exchange.newest(stream).then(
      (newest) => {
        if (newest < this.#at) this.#append({ type: 'lost' });
      },
      // It is looked for again when the exchange is back again.
      () => {},
    );
  }

  #append(told: Line): void {
    const { exchange, stream, bounds } = this.#options;
    // What is never kept is counted in the state of the exchange.
    exchange.append(stream, line(told), bounds).catch(() => {});
  }

  #heardUpTo(id: number): true | Promise<true> {
    if (id <= this.#at) return true;
    return new Promise((resolve) => {
      this.#waiting.push({ id, heard: () => resolve(true) });
    });
  }
  /** False when that takes too long, or fails. */
  async #within(answer: Promise<boolean>): Promise<boolean> {
    let stopTimer = () => {};
    const tooLate = new Promise<false>((resolve) => {
      stopTimer = this.#options.clock.after(WAIT_MS, () => resolve(false));
    });
    try {
      return await Promise.race([answer.catch(() => false), tooLate]);
    } finally {
      stopTimer();
    }
  }

  #hear(entry: Entry): void {
    const { id, from } = entry;
    const isNext = this.#at === 0 ? isFirst(id) : id === this.#at + 1;
    if (!isNext) this.#missed(id);
    else if (this.#at === 0) this.#heldAfter = id - 1;
    this.#at = id;
    const told = readLine(entry.data);
    if (told?.type === 'snapshot') this.#takeSnapshot(told);
    const isOwn = from === this.#options.exchange.replica;
    if (told?.type === 'lost' && this.#knows && !isOwn) this.#offerSnapshot(id, this.#mayBeBrought(id));
    if (told?.type !== 'told') return;
    this.#hold(entry);
    if (!this.#knows) return;
    this.#apply(id, told.data, from);
    if (id % SNAPSHOT_EVERY === 0 && isOwn) this.#offerSnapshot(id);
  }

  /** In the first entries of a life, somebody may still come with the state of the life before. */
  #mayBeBrought(id: number): boolean {
    return lifeOf(id) !== this.#broughtInto && id - beginning(id) <= MAX_HELD;
  }
  /** What a snapshot that is still to come may lack. */
  #hold(entry: Entry): void {
    const { id } = entry;
    const isWanted = !this.#knows || this.#mayBeBrought(id);
    if (!isWanted || this.#held.length >= MAX_HELD) {
      this.#held = [];
      this.#heldAfter = isWanted ? id - 1 : id;
    }
    if (isWanted) this.#held.push(entry);
  }

  #missed(id: number): void {
    const isNewLife = this.#at !== 0 && lifeOf(id) !== lifeOf(this.#at);
    this.#isBringing = isNewLife && this.#knows;
    if (this.#isBringing) this.#offerSnapshot(beginning(id));
    this.#knows = false;
    this.#held = [];
    this.#heldAfter = id - 1;
    // Before that it is not known yet whether a snapshot is among what was kept.
    if (this.#isReady && !(this.#isBringing && isFirst(id))) this.#ask();
    else if (this.#isReady) this.#waitForSnapshot();
  }

  #ask(): void {
    this.#knows = false;
    this.#append({ type: 'lost' });
    this.#waitForSnapshot();
  }
  #waitForSnapshot(): void {
    this.#stopWaiting();
    this.#stopWaiting = this.#options.clock.after(NOBODY_KNOWS_MS, () => {
      // Then what this replica had before has to do.
      this.#offerSnapshot(this.#heldAfter);
      this.#waitForSnapshot();
    });
  }

  #offerSnapshot(at: number, isYoung = false): void {
    const state = this.#options.reducing.pack(this.#state);
    this.#append({ type: 'snapshot', at, state, ...(isYoung && { isYoung }) });
  }

  #takeSnapshot({ at, state, isYoung }: Extract<Line, { type: 'snapshot' }>): void {
    const isBrought = at === beginning(at) && this.#broughtInto !== lifeOf(at);
    if (isBrought) this.#broughtInto = lifeOf(at);
    else if (this.#knows || (isYoung === true && this.#isBringing)) return;
    if (at < this.#heldAfter) {
      // It is for all; who heard this life from its beginning has it now, and answers.
      if (isBrought) this.#ask();
      return;
    }
    this.#isBringing = false;
    const before = this.#state;
    this.#stopWaiting();
    this.#state = this.#options.reducing.unpack(state);
    for (const entry of this.#held) if (entry.id > at) this.#state = this.#after(entry);
    this.#knows = true;
    this.#held = [];
    this.#heldAfter = this.#at;
    this.#options.heard({ id: this.#at, before, after: this.#state, told: undefined, from: undefined });
  }

  #after({ data, from }: Entry): State {
    const { reducing } = this.#options;
    const line = readLine(data);
    const told = line?.type === 'told' ? reducing.read(line.data) : undefined;
    return told === undefined ? this.#state : reducing.after(this.#state, told, from);
  }
  #apply(id: number, data: unknown, from: string): void {
    const { reducing, heard } = this.#options;
    const before = this.#state;
    const told = reducing.read(data);
    if (told === undefined) return;
    this.#state = reducing.after(before, told, from);
    heard({ id, before, after: this.#state, told, from });
  }
}

const beginning = (id: number): number => beginningOfLife(lifeOf(id) * 1_000);
const isFirst = (id: number): boolean => id === beginning(id) + 1;
const line = (told: Line): string => JSON.stringify(told);

function readLine(data: string): Line | undefined {
  try {
    const told: unknown = JSON.parse(data);
    return typeof told === 'object' && told !== null && 'type' in told ? (told as Line) : undefined;
  } catch {
    return undefined;
  }
}
