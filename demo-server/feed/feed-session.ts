/**
 * What one session's pages are shown: numbered messages, the newest of them kept for replay.
 *
 *   spans, logs --> pending --(one flush every few ms)--> message n --> ring (bounded) + each subscriber
 *
 * A message is encoded once, however many subscribers there are. A span that starts and ends within one flush is only
 * sent as ended: nobody could have seen it open.
 */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Clock } from '../clock.ts';
import type { Dropped, FeedMessage } from '../protocol.ts';
import { encodeLogs, encodeStartedSpans, encodeTraces } from '../telemetry/otlp-encode.ts';
import type { StreamedMessage } from './sse-stream.ts';

export interface EncodedMessage extends StreamedMessage {
  readonly type: FeedMessage['type'];
}
export type Subscriber = (message: EncodedMessage) => void;

/** Short enough that the end of a span reaches the page within a frame, long enough to batch a burst. */
export const FLUSH_MS = 4;
/** With a room full of pages each flush is as many writes: one a frame is enough. */
const CROWDED_FLUSH_MS = 16;
const CROWD = 32;
const MAX_SPANS_PER_MESSAGE = 512;
const RING_MESSAGES = 2_000;
const RING_CHARS = 4_000_000;

export class FeedSession {
  readonly id: string;
  lastUsedMs: number;
  readonly #clock: Clock;
  readonly #subscribers = new Set<Subscriber>();
  #nextId = 1;
  #ring: EncodedMessage[] = [];
  #ringChars = 0;
  /** Span counts of the newest messages that left the ring, so that a late comer is told what it missed. */
  #expiredSpans: number[] = [];
  #started: ReadableSpan[] = [];
  #ended: ReadableSpan[] = [];
  #logs: ReadableLogRecord[] = [];
  #cancelFlush: (() => void) | undefined;

  constructor(id: string, clock: Clock) {
    this.id = id;
    this.#clock = clock;
    this.lastUsedMs = clock.now();
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  spanStarted(span: ReadableSpan): void {
    this.#started.push(span);
    this.#scheduleFlush();
  }
  spanEnded(span: ReadableSpan): void {
    this.#ended.push(span);
    this.#scheduleFlush();
  }
  logEmitted(record: ReadableLogRecord): void {
    this.#logs.push(record);
    this.#scheduleFlush();
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
  }

  /** Numbers an encoded message, keeps it for replay and hands it to every subscriber. */
  publish(type: FeedMessage['type'], json: string, spans: number): void {
    const message: EncodedMessage = { id: this.#nextId++, type, json, spans };
    this.lastUsedMs = this.#clock.now();
    this.#ring.push(message);
    this.#ringChars += json.length;
    let expired = 0;
    while (this.#ring.length - expired > RING_MESSAGES || this.#ringChars > RING_CHARS) {
      const oldest = this.#ring[expired];
      if (oldest === undefined || expired === this.#ring.length - 1) break;
      this.#ringChars -= oldest.json.length;
      this.#expiredSpans.push(oldest.spans);
      expired++;
    }
    if (expired > 0) this.#ring.splice(0, expired);
    if (this.#expiredSpans.length > 2 * RING_MESSAGES)
      this.#expiredSpans = this.#expiredSpans.slice(-RING_MESSAGES);
    for (const subscriber of this.#subscribers) subscriber(message);
  }

  /**
   * From now on (and first, when `lastEventId` is given, again from there). A number that this session never gave out
   * belongs to an earlier life of the server: then everything kept is news.
   */
  subscribe(subscriber: Subscriber, lastEventId?: number): () => void {
    this.lastUsedMs = this.#clock.now();
    if (lastEventId !== undefined) this.#replay(subscriber, lastEventId < this.#nextId ? lastEventId : 0);
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
      this.lastUsedMs = this.#clock.now();
    };
  }

  #replay(subscriber: Subscriber, lastEventId: number): void {
    const firstKept = this.#ring[0]?.id ?? this.#nextId;
    const missed = firstKept - 1 - lastEventId;
    if (missed > 0) {
      // Only the newest expired messages are remembered; beyond that the span count is a lower bound.
      const spans = this.#expiredSpans.slice(-missed).reduce((sum, count) => sum + count, 0);
      const dropped: Dropped = { messages: missed, spans, reason: 'replay-expired' };
      subscriber({ id: firstKept - 1, type: 'dropped', json: JSON.stringify(dropped), spans: 0 });
    }
    for (const message of this.#ring) if (message.id > lastEventId) subscriber(message);
  }

  close(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#subscribers.clear();
  }

  #scheduleFlush(): void {
    const flushMs = this.#subscribers.size > CROWD ? CROWDED_FLUSH_MS : FLUSH_MS;
    this.#cancelFlush ??= this.#clock.after(flushMs, () => {
      this.#cancelFlush = undefined;
      this.flush();
    });
  }
}

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += MAX_SPANS_PER_MESSAGE)
    yield items.slice(from, from + MAX_SPANS_PER_MESSAGE);
}
