/**
 * All sessions that are being watched, and the one place where telemetry finds its session. A session is created by
 * the first page that subscribes or the first span that names it; it holds nothing but its own telemetry, and is
 * forgotten when nobody has looked at it for a while. Their number is bounded.
 */
import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Clock } from '../clock.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { memoryHub } from '../exchange/memory-exchange.ts';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID, STORE_FEED } from '../protocol.ts';
import type { LiveSink } from '../telemetry/feed-processors.ts';
import { isRunId, isSessionId, type RunRef } from '../telemetry/run-baggage.ts';
import { FeedSession, watchedKey } from './feed-session.ts';
import type { Run } from './run.ts';
import { SessionRuns } from './session-runs.ts';

export const MAX_SESSIONS = 500;
const IDLE_MS = 10 * 60_000;
/** So often the others are told of sessions that are watched here. */
const WATCHED_MS = 4 * 60_000;

interface Session {
  readonly feed: FeedSession;
  readonly runs: SessionRuns;
  toldWatchedMs: number;
}

export class Sessions implements LiveSink {
  readonly #clock: Clock;
  readonly #maxSessions: number;
  readonly #exchange: Exchange;
  /** News of the store are those of this process. */
  readonly #local: Exchange;
  readonly #stopState: () => void;
  readonly #sessions = new Map<string, Session>();
  readonly #onForgotten = new Set<(sessionId: string) => void>();

  constructor(clock: Clock, maxSessions: number = MAX_SESSIONS, exchange?: Exchange) {
    this.#clock = clock;
    this.#maxSessions = maxSessions;
    this.#local = memoryHub(clock, exchange === undefined ? 0 : undefined).join();
    this.#exchange = exchange ?? this.#local;
    this.#stopState = this.#exchange.onState((state) => {
      for (const { feed } of this.#sessions.values()) feed.exchangeState(state);
    });
  }

  get size(): number {
    return this.#sessions.size;
  }
  /** Pages that watch some session. */
  get subscriberCount(): number {
    let count = 0;
    for (const { feed } of this.#sessions.values()) count += feed.subscriberCount;
    return count;
  }

  /** The feed of a session, new and empty if need be; undefined when there is no room. */
  open(sessionId: string): FeedSession | undefined {
    return this.#session(sessionId)?.feed;
  }

  /** The feed of a session that was opened before. */
  known(sessionId: string): FeedSession | undefined {
    return this.#sessions.get(sessionId)?.feed;
  }

  /** Whether a page watches it, at any replica; when the others cannot be asked, that is assumed. */
  async isWatched(sessionId: string): Promise<boolean> {
    if ((this.#sessions.get(sessionId)?.feed.subscriberCount ?? 0) > 0) return true;
    if (this.#exchange.kind === 'memory') return false;
    try {
      return (await this.#exchange.get(watchedKey(sessionId))) !== undefined;
    } catch {
      return true;
    }
  }

  /** Told when a session is forgotten, so that rows it left in the database can go too. */
  onForgotten(listener: (sessionId: string) => void): void {
    this.#onForgotten.add(listener);
  }

  spanStarted(span: ReadableSpan): void {
    const { session, run } = this.#of(span.attributes);
    session?.feed.spanStarted(span);
    run?.spanStarted();
  }
  spanEnded(span: ReadableSpan): void {
    const { session, run } = this.#of(span.attributes);
    session?.feed.spanEnded(span);
    run?.spanEnded();
  }
  logEmitted(record: ReadableLogRecord): void {
    const { session, run } = this.#of(record.attributes);
    session?.feed.logEmitted(record);
    run?.activity();
  }

  /** Spans that were not announced when they started: a sampler decided at their end. */
  spansKept(run: RunRef, spans: readonly ReadableSpan[]): void {
    const session = this.#session(run.sessionId);
    for (const span of spans) session?.feed.spanEnded(span);
    if (run.runId !== undefined) session?.runs.run(run.runId).activity();
  }
  /** Spans that came encoded: the page's own. */
  spansArrived(sessionId: string, runIds: Iterable<string>, json: string, spans: number): void {
    const session = this.#session(sessionId);
    session?.feed.publish('traces', json, spans);
    for (const runId of runIds) session?.runs.run(runId).activity();
  }
  metricsArrived(run: RunRef, json: string): void {
    const session = this.#session(run.sessionId);
    session?.feed.publish('metrics', json, 0);
    if (run.runId !== undefined) session?.runs.run(run.runId).activity();
  }

  requestArrived(run: RunRef | undefined): void {
    this.#run(run)?.requestArrived();
  }
  messageQueued(run: RunRef | undefined): void {
    this.#run(run)?.messageQueued();
  }
  messageDone(run: RunRef | undefined): void {
    this.#run(run)?.messageDone();
  }

  /** See {@link RunMeters}. */
  readonly runMeters = (ref: RunRef, resource: Resource): MeterProvider | undefined => {
    return this.#run(ref)?.meters(resource);
  };

  /** Forgets sessions that nobody subscribed to or wrote to for ten minutes. */
  sweep(): void {
    const nowMs = this.#clock.now();
    for (const [id, session] of this.#sessions) {
      const { feed } = session;
      if (feed.subscriberCount === 0) {
        if (feed.lastUsedMs < nowMs - IDLE_MS) this.#forget(id);
      } else if (this.#exchange.kind !== 'memory' && nowMs - session.toldWatchedMs >= WATCHED_MS) {
        session.toldWatchedMs = nowMs;
        feed.tellWatched();
        feed.append({ type: 'note', spans: 0 }, '');
      }
    }
  }

  close(): void {
    this.#stopState();
    this.#onForgotten.clear();
    for (const id of [...this.#sessions.keys()]) this.#forget(id);
  }

  #run(ref: RunRef | undefined): Run | undefined {
    if (ref?.runId === undefined) return undefined;
    return this.#session(ref.sessionId)?.runs.run(ref.runId);
  }

  #of(attributes: Readonly<Record<string, unknown>>): {
    session?: Session | undefined;
    run?: Run | undefined;
  } {
    const sessionId = attributes[BAGGAGE_SESSION_ID];
    if (!isSessionId(sessionId)) return {};
    const session = this.#session(sessionId);
    const runId = attributes[BAGGAGE_RUN_ID];
    return { session, run: isRunId(runId) ? session?.runs.run(runId) : undefined };
  }

  #session(id: string): Session | undefined {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    if (this.#sessions.size >= this.#maxSessions && !this.#makeRoom()) return undefined;
    const exchange = id === STORE_FEED ? this.#local : this.#exchange;
    const feed = new FeedSession(id, this.#clock, exchange);
    const runs = new SessionRuns(feed, this.#clock, exchange.replica);
    const session: Session = { feed, runs, toldWatchedMs: this.#clock.now() };
    this.#sessions.set(id, session);
    feed.open(runs);
    return session;
  }

  /** Forgets the unwatched session that was used longest ago. Linear, but only when full. */
  #makeRoom(): boolean {
    let oldest: FeedSession | undefined;
    for (const { feed } of this.#sessions.values())
      if (feed.subscriberCount === 0 && feed.lastUsedMs < (oldest?.lastUsedMs ?? Number.POSITIVE_INFINITY))
        oldest = feed;
    if (oldest === undefined) return false;
    // Another replica may have use for it, and forgets what it left when nobody has.
    this.#forget(oldest.id, this.#exchange.kind === 'memory');
    return true;
  }

  #forget(id: string, forEverybody = true): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    session.feed.close();
    session.runs.close();
    if (forEverybody) for (const listener of this.#onForgotten) listener(id);
  }
}
