/**
 * One run of a session as this replica knows it, and how replicas come to one verdict. An entry of the stream that has a
 * tally of the run has a place in the order of all; a verdict names the newest of them that its judge knew, `after`:
 *
 *   tally(A) tally(B) --quiet--> B: call(after) --> A: answer(what it measured) --> B: metrics(after) settled(after)
 *   tally(A) tally(B) --quiet--> B: ...  tally(A)  ... settled(after the first two)       nobody is shown this one
 *
 * So each replica, reading the same stream, shows the same verdicts, each once. A run of which nobody else told
 * anything needs no call.
 */
import type { Resource } from '@opentelemetry/resources';
import type { Clock } from '../clock.ts';
import type { Entry } from '../exchange/exchange.ts';
import type { Settled } from '../protocol.ts';
import { encodeMetrics } from '../telemetry/otlp-encode.ts';
import { RunMetrics } from '../telemetry/run-metrics.ts';
import type { EntryHead, Tally } from './feed-entry.ts';
import type { FeedSession } from './feed-session.ts';
import { mergeMetrics } from './merge-metrics.ts';
import { RunTracker } from './run-tracker.ts';

/** A replica that does not answer a call within it is gone, and what it measured with it. */
export const ANSWER_MS = 1_000;
const MAX_OTHERS = 64;
const NOTHING: Tally = [0, 0, 0];

export class Run {
  readonly id: string;
  readonly #tracker: RunTracker;
  readonly #metrics = new RunMetrics();
  readonly #feed: FeedSession;
  readonly #clock: Clock;
  readonly #replica: string;
  /** Not told to the others yet. */
  #pending: Tally | undefined;
  /** Number of the newest entry with a tally. */
  #after = 0;
  /** Other replicas with a tally. */
  readonly #others = new Set<string>();
  #measuredAfter = 0;
  #settledAfter = -1;
  #timedOut = false;
  #call: { readonly after: number; readonly answers: Map<string, string>; heardAll(): void } | undefined;

  constructor(id: string, feed: FeedSession, clock: Clock, replica: string) {
    this.id = id;
    this.#feed = feed;
    this.#clock = clock;
    this.#replica = replica;
    this.#tracker = new RunTracker(
      id,
      clock,
      (settled) => void this.#verdict(settled),
      () => feed.isCaughtUp && this.#pending === undefined,
    );
  }

  requestArrived(): void {
    this.#tracker.requestArrived();
    this.#add([0, 0, 1]);
  }
  spanStarted(): void {
    this.#tracker.spanStarted();
    this.#add([1, 0, 0]);
  }
  spanEnded(): void {
    this.#tracker.spanEnded();
    this.#add([-1, 0, 0]);
  }
  messageQueued(): void {
    this.#tracker.messageQueued();
    this.#add([0, 1, 0]);
  }
  messageDone(): void {
    this.#tracker.messageDone();
    this.#add([0, -1, 0]);
  }
  activity(): void {
    this.#tracker.activity();
    this.#add(NOTHING);
  }
  meters(resource: Resource) {
    return this.#metrics.meters(resource);
  }

  takeTally(): Tally | undefined {
    const tally = this.#pending;
    this.#pending = undefined;
    return tally;
  }

  heardTally({ id, from }: Entry, tally: Tally): void {
    this.#after = id;
    // One's own was counted when it happened.
    if (from === this.#replica) {
      this.#tracker.heardOwn();
      return;
    }
    if (this.#others.size < MAX_OTHERS) this.#others.add(from);
    this.#tracker.heard(tally);
  }

  /** A call, an answer, a verdict or its metrics; answers whether pages are shown it. */
  heard({ from }: Entry, { type, after = 0 }: EntryHead, json: string): boolean {
    switch (type) {
      case 'call':
        if (from !== this.#replica) void this.#answer(after);
        return false;
      case 'answer':
        // To an earlier call, it says too little.
        if (this.#call?.after !== after) return false;
        this.#call.answers.set(from, json);
        this.#call.heardAll();
        return false;
      case 'metrics':
        if (after <= this.#measuredAfter) return false;
        this.#measuredAfter = after;
        return true;
      case 'settled':
        return this.#heardVerdict(from, after, json);
      default:
        return true;
    }
  }

  close(): void {
    this.#tracker.close();
    void this.#metrics.close();
  }

  #add([openSpans, queuedMessages, requests]: Tally): void {
    const [open, queued, asked] = this.#pending ?? NOTHING;
    this.#pending = [open + openSpans, queued + queuedMessages, asked + requests];
    this.#feed.scheduleFlush();
  }

  #heardVerdict(from: string, after: number, json: string): boolean {
    const verdict = verdictIn(json);
    if (this.#timedOut || (verdict === 'settled' && (after !== this.#after || after <= this.#settledAfter)))
      return false;
    this.#settledAfter = after;
    this.#timedOut = verdict === 'timed-out';
    // What happened here meanwhile comes after it: the run has started over.
    if (from !== this.#replica && this.#feed.isCaughtUp && this.#pending === undefined)
      this.#tracker.judgedElsewhere(verdict);
    return true;
  }

  /** The verdict comes last: everything it speaks of, the run's metrics too, was sent before it. */
  async #verdict(settled: Settled): Promise<void> {
    const after = this.#after;
    const { measured, missingReplicas } = await this.#measured(after);
    // Something happened while the metrics were read: the run is not over, its next verdict will tell.
    if (settled.verdict === 'settled' && this.#tracker.active) return;
    this.#feed.flush();
    const about = { spans: 0, run: this.id, after };
    if (measured !== '') this.#feed.append({ type: 'metrics', ...about }, measured);
    const told: Settled = missingReplicas > 0 ? { ...settled, missingReplicas } : settled;
    this.#feed.append({ type: 'settled', ...about }, JSON.stringify(told));
  }

  /** What all replicas measured, as one process would have. */
  async #measured(after: number): Promise<{ readonly measured: string; readonly missingReplicas: number }> {
    if (this.#others.size === 0) return { measured: await this.#ownMetrics(), missingReplicas: 0 };
    const answers = new Map<string, string>();
    const heardAll = new Promise<void>((resolve) => {
      const cancel = this.#clock.after(ANSWER_MS, resolve);
      this.#call = {
        after,
        answers,
        heardAll: () => {
          if (![...this.#others].every((other) => answers.has(other))) return;
          cancel();
          resolve();
        },
      };
    });
    this.#feed.append({ type: 'call', spans: 0, run: this.id, after }, '');
    const own = await this.#ownMetrics();
    await heardAll;
    this.#call = undefined;
    const missing = [...this.#others].filter((other) => !answers.has(other));
    // Nobody waits for them again, unless something is heard of them.
    for (const other of missing) this.#others.delete(other);
    return { measured: mergeMetrics([own, ...answers.values()]), missingReplicas: missing.length };
  }

  async #answer(after: number): Promise<void> {
    const json = await this.#ownMetrics();
    this.#feed.flush();
    this.#feed.append({ type: 'answer', spans: 0, run: this.id, after }, json);
  }

  async #ownMetrics(): Promise<string> {
    const services = await this.#metrics.collect();
    return services.length > 0 ? encodeMetrics(services) : '';
  }
}

function verdictIn(json: string): Settled['verdict'] {
  try {
    return (JSON.parse(json) as Settled).verdict === 'timed-out' ? 'timed-out' : 'settled';
  } catch {
    return 'settled';
  }
}
