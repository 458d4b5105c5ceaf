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
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID, type Settled } from '../protocol.ts';
import type { LiveSink } from '../telemetry/feed-processors.ts';
import { encodeMetrics } from '../telemetry/otlp-encode.ts';
import { isRunId, isSessionId, type RunRef } from '../telemetry/run-baggage.ts';
import { RunMetrics } from '../telemetry/run-metrics.ts';
import { FeedSession } from './feed-session.ts';
import { RunTracker } from './run-tracker.ts';

export const MAX_SESSIONS = 500;
const IDLE_MS = 10 * 60_000;
const MAX_RUNS = 16;

interface Run {
  readonly tracker: RunTracker;
  readonly metrics: RunMetrics;
}
interface Session {
  readonly feed: FeedSession;
  /** Oldest first. */
  readonly runs: Map<string, Run>;
}

export class Sessions implements LiveSink {
  readonly #clock: Clock;
  readonly #maxSessions: number;
  readonly #sessions = new Map<string, Session>();
  readonly #onForgotten = new Set<(sessionId: string) => void>();

  constructor(clock: Clock, maxSessions: number = MAX_SESSIONS) {
    this.#clock = clock;
    this.#maxSessions = maxSessions;
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

  /** Told when a session is forgotten, so that rows it left in the database can go too. */
  onForgotten(listener: (sessionId: string) => void): void {
    this.#onForgotten.add(listener);
  }

  spanStarted(span: ReadableSpan): void {
    const { session, run } = this.#of(span.attributes);
    session?.feed.spanStarted(span);
    run?.tracker.spanStarted();
  }
  spanEnded(span: ReadableSpan): void {
    const { session, run } = this.#of(span.attributes);
    session?.feed.spanEnded(span);
    run?.tracker.spanEnded();
  }
  logEmitted(record: ReadableLogRecord): void {
    const { session, run } = this.#of(record.attributes);
    session?.feed.logEmitted(record);
    run?.tracker.activity();
  }

  /** Spans that were not announced when they started: a sampler decided at their end. */
  spansKept(run: RunRef, spans: readonly ReadableSpan[]): void {
    const session = this.#session(run.sessionId);
    for (const span of spans) session?.feed.spanEnded(span);
    if (run.runId !== undefined) this.#run(session, run.runId)?.tracker.activity();
  }
  /** Spans that came encoded: the page's own. */
  spansArrived(sessionId: string, runIds: Iterable<string>, json: string, spans: number): void {
    const session = this.#session(sessionId);
    session?.feed.publish('traces', json, spans);
    for (const runId of runIds) this.#run(session, runId)?.tracker.activity();
  }
  metricsArrived(run: RunRef, json: string): void {
    const session = this.#session(run.sessionId);
    session?.feed.publish('metrics', json, 0);
    if (run.runId !== undefined) this.#run(session, run.runId)?.tracker.activity();
  }

  requestArrived(run: RunRef | undefined): void {
    this.#tracker(run)?.requestArrived();
  }
  messageQueued(run: RunRef | undefined): void {
    this.#tracker(run)?.messageQueued();
  }
  messageDone(run: RunRef | undefined): void {
    this.#tracker(run)?.messageDone();
  }

  /** See {@link RunMeters}. */
  readonly runMeters = (ref: RunRef, resource: Resource): MeterProvider | undefined => {
    if (ref.runId === undefined) return undefined;
    return this.#run(this.#session(ref.sessionId), ref.runId)?.metrics.meters(resource);
  };

  /** Forgets sessions that nobody subscribed to or wrote to for ten minutes. */
  sweep(): void {
    const oldestMs = this.#clock.now() - IDLE_MS;
    for (const [id, { feed }] of this.#sessions)
      if (feed.subscriberCount === 0 && feed.lastUsedMs < oldestMs) this.#forget(id);
  }

  close(): void {
    this.#onForgotten.clear();
    for (const id of [...this.#sessions.keys()]) this.#forget(id);
  }

  #tracker(run: RunRef | undefined): RunTracker | undefined {
    if (run?.runId === undefined) return undefined;
    return this.#run(this.#session(run.sessionId), run.runId)?.tracker;
  }

  #of(attributes: Readonly<Record<string, unknown>>): {
    session?: Session | undefined;
    run?: Run | undefined;
  } {
    const sessionId = attributes[BAGGAGE_SESSION_ID];
    if (!isSessionId(sessionId)) return {};
    const session = this.#session(sessionId);
    const runId = attributes[BAGGAGE_RUN_ID];
    return { session, run: isRunId(runId) ? this.#run(session, runId) : undefined };
  }

  #session(id: string): Session | undefined {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    if (this.#sessions.size >= this.#maxSessions && !this.#makeRoom()) return undefined;
    const session: Session = { feed: new FeedSession(id, this.#clock), runs: new Map() };
    this.#sessions.set(id, session);
    return session;
  }

  /** Forgets the unwatched session that was used longest ago. Linear, but only when full. */
  #makeRoom(): boolean {
    let oldest: FeedSession | undefined;
    for (const { feed } of this.#sessions.values())
      if (feed.subscriberCount === 0 && feed.lastUsedMs < (oldest?.lastUsedMs ?? Number.POSITIVE_INFINITY))
        oldest = feed;
    if (oldest === undefined) return false;
    this.#forget(oldest.id);
    return true;
  }

  #forget(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    session.feed.close();
    for (const run of session.runs.values()) closeRun(run);
    for (const listener of this.#onForgotten) listener(id);
  }

  #run(session: Session | undefined, runId: string): Run | undefined {
    if (session === undefined) return undefined;
    const known = session.runs.get(runId);
    if (known !== undefined) return known;
    if (session.runs.size >= MAX_RUNS) {
      const [oldestId, oldest] = session.runs.entries().next().value ?? [];
      if (oldestId !== undefined && oldest !== undefined) {
        session.runs.delete(oldestId);
        closeRun(oldest);
      }
    }
    const metrics = new RunMetrics();
    const tracker = new RunTracker(runId, this.#clock, (settled) => {
      void this.#verdict(session, metrics, tracker, settled);
    });
    const run: Run = { tracker, metrics };
    session.runs.set(runId, run);
    return run;
  }

  /** The verdict comes last: everything it speaks of, the run's metrics too, was sent before it. */
  async #verdict(
    session: Session,
    metrics: RunMetrics,
    tracker: RunTracker,
    settled: Settled,
  ): Promise<void> {
    const services = await metrics.collect();
    // Something happened while the metrics were read: the run is not over, its next verdict will tell.
    if (settled.verdict === 'settled' && tracker.active) return;
    session.feed.flush();
    if (services.length > 0) session.feed.publish('metrics', encodeMetrics(services), 0);
    session.feed.publish('settled', JSON.stringify(settled), 0);
  }
}

function closeRun(run: Run): void {
  run.tracker.close();
  void run.metrics.close();
}
