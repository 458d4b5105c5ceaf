/**
 * When is a run over? When no span of it is open, none of its messages is queued, and nothing arrived for 150 ms. When
 * something is open and nothing arrived for 5 s, it is *timed out*, and stays so; at the latest after 30 s. A settled run
 * in which something happens again (the next request of an exercise, the page's own span) starts over and settles once
 * more: the newest verdict counts.
 *
 *   idle --activity--> running --quiet for 150 ms, nothing open, nothing queued--> settled --activity--> running
 *                         '---- quiet for 5 s, or 30 s in all ----> timed-out (final)
 *
 * What happens in this process counts at once, what happens in other replicas when it is heard of. All of them know the
 * same in the end; the one in which something happened last judges, and the others only if it did not (it may be gone).
 */
import type { Clock } from '../clock.ts';
import { LONGEST_RUN_MS, QUIET_MS, type Settled, TIMEOUT_MS } from '../protocol.ts';
import type { Tally } from './feed-entry.ts';

/** A timer that fires this late was not late by itself. */
const STOOD_STILL_MS = 250;
const HEAR_AGAIN_MS = 1_000;

export type Verdict = (settled: Settled) => void;

/** So much longer than needed is waited for the verdict of another replica. */
export const LEFT_TO_OTHERS_MS = 1_000;

export class RunTracker {
  readonly runId: string;
  readonly #clock: Clock;
  readonly #onVerdict: Verdict;
  readonly #mayJudge: () => boolean;
  #openSpans = 0;
  #requests = 0;
  /** Below 0 for a moment, when another replica is done before it was heard that there is something to do. */
  #queuedMessages = 0;
  #state: 'idle' | 'running' | 'timed-out' = 'idle';
  #startedMs = 0;
  #lastActivityMs = 0;
  #leftToOthersMs = 0;
  #cancelQuiet: (() => void) | undefined;
  #cancelTimeout: (() => void) | undefined;

  /** `mayJudge`: false while this process does not know where in the order of all replicas it stands. */
  constructor(runId: string, clock: Clock, onVerdict: Verdict, mayJudge: () => boolean = () => true) {
    this.runId = runId;
    this.#clock = clock;
    this.#onVerdict = onVerdict;
    this.#mayJudge = mayJudge;
  }

  get active(): boolean {
    return this.#state === 'running';
  }

  /** The page has sent another request of this run, and it is here. */
  requestArrived(): void {
    this.#requests++;
    this.activity();
  }
  spanStarted(): void {
    this.#openSpans++;
    this.activity();
  }
  spanEnded(): void {
    if (this.#openSpans > 0) this.#openSpans--;
    this.activity();
  }
  messageQueued(): void {
    this.#queuedMessages++;
    this.activity();
  }
  messageDone(): void {
    this.#queuedMessages--;
    this.activity();
  }

  /** Something of this run arrived. */
  activity(): void {
    this.#judgeHere();
    this.#happened();
  }

  /** In the order of all replicas, what happened here is the newest. */
  heardOwn(): void {
    this.#judgeHere();
    if (this.#state === 'running') this.#watchQuiet();
  }

  /** Another replica tells what happened there. */
  heard([openSpans, queuedMessages, requests]: Tally): void {
    this.#openSpans = Math.max(0, this.#openSpans + openSpans);
    this.#queuedMessages += queuedMessages;
    this.#requests += requests;
    this.#leftToOthersMs = LEFT_TO_OTHERS_MS;
    this.#happened();
  }

  /** Another replica has judged, knowing all that is known here. */
  judgedElsewhere(verdict: Settled['verdict']): void {
    this.#cancelTimers();
    this.#queuedMessages = Math.max(0, this.#queuedMessages);
    if (this.#state === 'running') this.#state = 'idle';
    if (verdict === 'timed-out') this.#state = 'timed-out';
  }

  close(): void {
    this.#cancelTimers();
    this.#state = 'timed-out';
  }

  #judgeHere(): void {
    if (this.#leftToOthersMs === 0) return;
    this.#leftToOthersMs = 0;
    // The timer was set for later.
    this.#cancelQuiet?.();
    this.#cancelQuiet = undefined;
  }

  #happened(): void {
    if (this.#state === 'timed-out') return;
    this.#lastActivityMs = this.#clock.now();
    if (this.#state === 'idle') {
      this.#state = 'running';
      this.#startedMs = this.#lastActivityMs;
      this.#watchSilence(TIMEOUT_MS);
    }
    this.#watchQuiet();
  }

  #watchSilence(delayMs: number): void {
    const dueMs = this.#clock.now() + delayMs;
    this.#cancelTimeout = this.#clock.after(delayMs, () => {
      // A process that stood still has heard nothing, and not for want of anything to hear: that comes now.
      if (this.#clock.now() - dueMs > STOOD_STILL_MS) return this.#watchSilence(HEAR_AGAIN_MS);
      const endMs = Math.min(this.#lastActivityMs + TIMEOUT_MS, this.#startedMs + LONGEST_RUN_MS);
      const remainingMs = endMs + this.#leftToOthersMs - this.#clock.now();
      if (remainingMs <= 0 && this.#mayJudge()) this.#end('timed-out');
      else this.#watchSilence(remainingMs <= 0 ? QUIET_MS : remainingMs);
    });
  }

  /** One timer at a time, moved on when it fires too early: cheaper than one for each span. */
  #watchQuiet(atLeastMs = 1): void {
    if (this.#cancelQuiet !== undefined || this.#openSpans > 0 || this.#queuedMessages > 0) return;
    const quietMs = QUIET_MS + this.#leftToOthersMs;
    const remainingMs = this.#lastActivityMs + quietMs - this.#clock.now();
    this.#cancelQuiet = this.#clock.after(Math.max(remainingMs, atLeastMs), () => {
      this.#cancelQuiet = undefined;
      if (this.#openSpans > 0 || this.#queuedMessages > 0) return;
      if (this.#clock.now() - this.#lastActivityMs < QUIET_MS + this.#leftToOthersMs) this.#watchQuiet();
      else if (this.#mayJudge()) this.#end('settled');
      else this.#watchQuiet(QUIET_MS);
    });
  }

  #end(verdict: Settled['verdict']): void {
    this.#cancelTimers();
    this.#queuedMessages = Math.max(0, this.#queuedMessages);
    this.#state = verdict === 'settled' ? 'idle' : 'timed-out';
    this.#onVerdict({
      runId: this.runId,
      verdict,
      openSpans: this.#openSpans,
      queuedMessages: this.#queuedMessages,
      ...(this.#requests > 0 && { requests: this.#requests }),
    });
  }

  #cancelTimers(): void {
    this.#cancelQuiet?.();
    this.#cancelTimeout?.();
    this.#cancelQuiet = undefined;
    this.#cancelTimeout = undefined;
  }
}
