/**
 * What one session's pages are shown: the newest of it is kept for replay. All replicas of the server append to the
 * session's stream and show their pages what they hear in it, so that a page may be held by any of them.
 *
 *   spans, logs --> pending --(one flush every few ms)--> entry n of the stream
 *   entry n, of whichever replica --> ring (bounded) + each subscriber
 *
 * A message is encoded once, however many subscribers there are. A span that starts and ends within one flush is only
 * sent as ended: nobody could have seen it open.
 */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Clock } from '../clock.ts';
import type { Entry, Exchange, ExchangeState, Following } from '../exchange/exchange.ts';
import type { Dropped, ExchangeNews, FeedMessage } from '../protocol.ts';
import { encodeLogs, encodeStartedSpans, encodeTraces } from '../telemetry/otlp-encode.ts';
import {
  type EncodedMessage,
  type EntryHead,
  encodeEntry,
  isShown,
  readEntry,
  type Tally,
} from './feed-entry.ts';
import { ReplayRing } from './replay-ring.ts';

export type { EncodedMessage } from './feed-entry.ts';
export type Subscriber = (message: EncodedMessage) => void;

/** What the runs of the session have to say to other replicas, and hear from them. */
export interface FeedRuns {
  /** What was added to runs since it was asked last. */
  takeTallies(): Readonly<Record<string, Tally>> | undefined;
  /** Answers whether pages are shown it. */
  heard(entry: Entry, head: EntryHead, json: string): boolean;
}

/** Short enough that the end of a span reaches the page within a frame, long enough to batch a burst. */
export const FLUSH_MS = 4;
/** With a room full of pages each flush is as many writes: one a frame is enough. */
const CROWDED_FLUSH_MS = 16;
const CROWD = 32;
const MAX_SPANS_PER_MESSAGE = 512;

/** Longer than the time after which it is told again. */
const WATCHED_FOR_MS = 10 * 60_000;
export const watchedKey = (sessionId: string): string => `watched:${sessionId}`;

export class FeedSession {
  readonly id: string;
  lastUsedMs: number;
  readonly #clock: Clock;
  readonly #exchange: Exchange;
  readonly #stream: string;
  readonly #subscribers = new Set<Subscriber>();
  readonly #ring = new ReplayRing();
  #runs: FeedRuns | undefined;
  #following: Following | undefined;
  #started: ReadableSpan[] = [];
  #ended: ReadableSpan[] = [];
  #logs: ReadableLogRecord[] = [];
  #cancelFlush: (() => void) | undefined;
  #lost = { messages: 0, spans: 0 };
  /** Appended, and it is not known yet whether they are kept. */
  #underWay = 0;
  #keptUpTo = 0;

  constructor(id: string, clock: Clock, exchange: Exchange) {
    this.id = id;
    this.#clock = clock;
    this.#exchange = exchange;
    this.#stream = `feed:${id}`;
    this.lastUsedMs = clock.now();
  }

  /** From now on what is in the stream is heard; what was in it before, in memory, when this returns. */
  open(runs: FeedRuns): void {
    this.#runs = runs;
    this.#following = this.#exchange.follow(this.#stream, 0, (entries) => {
      for (const entry of entries) this.#hear(entry);
    });
  }

  /** Resolves when everything that was in the stream at the beginning was heard. */
  get ready(): Promise<void> {
    return this.#following?.ready ?? Promise.resolve();
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }
  /** All that this replica appended was heard: it knows where in the stream its own entries are. */
  get isCaughtUp(): boolean {
    if (this.#exchange.kind === 'memory') return true;
    return this.#underWay === 0 && this.#ring.newest >= this.#keptUpTo;
  }

  spanStarted(span: ReadableSpan): void {
    this.#started.push(span);
    this.scheduleFlush();
  }
  spanEnded(span: ReadableSpan): void {
    this.#ended.push(span);
    this.scheduleFlush();
  }
  logEmitted(record: ReadableLogRecord): void {
    this.#logs.push(record);
    this.scheduleFlush();
  }

  /** Sends what is pending now. */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const open = this.#started.filter((span) => !span.ended);
    const ended = this.#ended;
    const logs = this.#logs;
    this.#started = [];
    this.#ended = [];
    this.#logs = [];
    for (const part of chunks(open)) this.publish('spans-started', encodeStartedSpans(part), part.length);
    for (const part of chunks(ended)) this.publish('traces', encodeTraces(part), part.length);
    for (const part of chunks(logs)) this.publish('logs', encodeLogs(part), 0);
    const tallies = this.#runs?.takeTallies();
    if (tallies !== undefined || this.#lost.messages > 0)
      this.append({ type: 'note', spans: 0, tallies }, '');
  }

  /** A message for all pages of the session, wherever they are. */
  publish(type: FeedMessage['type'], json: string, spans: number): void {
    this.append({ type, spans, tallies: this.#runs?.takeTallies() }, json);
  }

  /** What cannot be kept is counted, and told with the next that is. */
  append(head: EntryHead, json: string): void {
    const lost = this.#lost;
    const telling = lost.messages > 0;
    if (telling) this.#lost = { messages: 0, spans: 0 };
    this.#underWay++;
    this.#exchange.append(this.#stream, encodeEntry(telling ? { ...head, lost } : head, json)).then(
      (id) => {
        this.#underWay--;
        this.#keptUpTo = Math.max(this.#keptUpTo, id);
      },
      () => {
        this.#underWay--;
        const own = isShown(head.type) ? 1 : 0;
        this.#lost = {
          messages: this.#lost.messages + own + (telling ? lost.messages : 0),
          spans: this.#lost.spans + head.spans + (telling ? lost.spans : 0),
        };
      },
    );
  }

  /**
   * From now on (and first, when `lastEventId` is given, again from there). A number that this session never gave out
   * belongs to an earlier life of the server: then everything kept is news.
   */
  subscribe(subscriber: Subscriber, lastEventId?: number): () => void {
    this.lastUsedMs = this.#clock.now();
    const { newest } = this.#ring;
    // Another replica may be ahead of this one; in one process nobody is.
    const isAhead = lastEventId !== undefined && lastEventId > newest;
    const mayBeAhead = this.#exchange.kind !== 'memory';
    if (lastEventId !== undefined)
      for (const message of this.#ring.after(isAhead && !mayBeAhead ? 0 : lastEventId)) subscriber(message);
    const own: Subscriber =
      isAhead && mayBeAhead
        ? (message) => {
            if (message.id > lastEventId) subscriber(message);
          }
        : (message) => subscriber(message);
    this.#subscribers.add(own);
    this.tellWatched();
    if (this.#exchange.state.type === 'interrupted') own(this.#stateMessage(this.#exchange.state));
    return () => {
      this.#subscribers.delete(own);
      this.lastUsedMs = this.#clock.now();
    };
  }

  /** Pages are told; it is no entry of the stream, and has no number of its own. */
  exchangeState(state: ExchangeState): void {
    const message = this.#stateMessage(state);
    for (const subscriber of this.#subscribers) subscriber(message);
    if (state.type === 'reachable' && this.#lost.messages > 0) this.scheduleFlush();
  }

  /** Other replicas are told that pages watch it here. */
  tellWatched(): void {
    if (this.#exchange.kind === 'memory') return;
    // When it is not told, it is told again before it matters.
    this.#exchange.set(watchedKey(this.id), '', { keepMs: WATCHED_FOR_MS }).catch(() => {});
  }

  close(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#following?.stop();
    this.#subscribers.clear();
  }

  scheduleFlush(): void {
    const flushMs = this.#subscribers.size > CROWD ? CROWDED_FLUSH_MS : FLUSH_MS;
    this.#cancelFlush ??= this.#clock.after(flushMs, () => {
      this.#cancelFlush = undefined;
      this.flush();
    });
  }

  #hear(entry: Entry): void {
    this.lastUsedMs = this.#clock.now();
    const read = readEntry(entry.data);
    this.#ring.passed(entry.id);
    if (read === undefined) return;
    const { head, json } = read;
    const isForPages = this.#runs?.heard(entry, head, json) ?? true;
    if (head.lost !== undefined) {
      const dropped: Dropped = { ...head.lost, reason: 'exchange-interrupted' };
      // Whoever leaves after it comes back for the message that it came with.
      const id = isShown(head.type) ? entry.id - 1 : entry.id;
      this.#show({ id, type: 'dropped', json: JSON.stringify(dropped), spans: 0 });
    }
    if (isShown(head.type) && isForPages)
      this.#show({ id: entry.id, type: head.type, json, spans: head.spans });
  }

  #show(message: EncodedMessage): void {
    this.#ring.add(message);
    for (const subscriber of this.#subscribers) subscriber(message);
  }

  #stateMessage(state: ExchangeState): EncodedMessage {
    const news: ExchangeNews =
      state.type === 'reachable'
        ? { state: 'reachable' }
        : { state: 'interrupted', sinceUnixMs: state.sinceUnixMs };
    return { id: this.#ring.newest, type: 'exchange', json: JSON.stringify(news), spans: 0 };
  }
}

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += MAX_SPANS_PER_MESSAGE)
    yield items.slice(from, from + MAX_SPANS_PER_MESSAGE);
}
