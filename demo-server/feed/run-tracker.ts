/**
 * When is a run over? When no span of it is open, none of its messages is queued, and nothing arrived for 150 ms. When
 * something is open and nothing arrived for 5 s, it is *timed out*, and stays so; at the latest after 30 s. A settled run
 * in which something happens again (the next request of an exercise, the page's own span) starts over and settles once
 * more: the newest verdict counts.
 *
 *   idle --activity--> running --quiet for 150 ms, nothing open, nothing queued--> settled --activity--> running
 *                         '---- quiet for 5 s, or 30 s in all ----> timed-out (final)
 */
import type { Clock } from '../clock.ts';
import { LONGEST_RUN_MS, QUIET_MS, type Settled, TIMEOUT_MS } from '../protocol.ts';

export type Verdict = (settled: Settled) => void;

export class RunTracker {
  readonly runId: string;
  readonly #clock: Clock;
  readonly #onVerdict: Verdict;
  #openSpans = 0;
  #requests = 0;
  #queuedMessages = 0;
  #state: 'idle' | 'running' | 'timed-out' = 'idle';
  #startedMs = 0;
  #lastActivityMs = 0;
  #cancelQuiet: (() => void) | undefined;
  #cancelTimeout: (() => void) | undefined;

  constructor(runId: string, clock: Clock, onVerdict: Verdict) {
    this.runId = runId;
    this.#clock = clock;
    this.#onVerdict = onVerdict;
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
    if (this.#queuedMessages > 0) this.#queuedMessages--;
    this.activity();
  }

  /** Something of this run arrived. */
  activity(): void {
    if (this.#state === 'timed-out') return;
    this.#lastActivityMs = this.#clock.now();
    if (this.#state === 'idle') {
      this.#state = 'running';
      this.#startedMs = this.#lastActivityMs;
      this.#watchSilence(TIMEOUT_MS);
    }
    this.#watchQuiet();
  }

  close(): void {
    this.#cancelTimers();
    this.#state = 'timed-out';
  }

  #watchSilence(delayMs: number): void {
    this.#cancelTimeout = this.#clock.after(delayMs, () => {
      const endMs = Math.min(this.#lastActivityMs + TIMEOUT_MS, this.#startedMs + LONGEST_RUN_MS);
      const remainingMs = endMs - this.#clock.now();
      if (remainingMs <= 0) this.#end('timed-out');
      else this.#watchSilence(Math.max(remainingMs, 1));
    });
  }

  /** One timer at a time, moved on when it fires too early: cheaper than one for each span. */
  #watchQuiet(): void {
    if (this.#cancelQuiet !== undefined || this.#openSpans > 0 || this.#queuedMessages > 0) return;
    const remainingMs = this.#lastActivityMs + QUIET_MS - this.#clock.now();
    this.#cancelQuiet = this.#clock.after(Math.max(remainingMs, 1), () => {
      this.#cancelQuiet = undefined;
      if (this.#openSpans > 0 || this.#queuedMessages > 0) return;
      if (this.#clock.now() - this.#lastActivityMs >= QUIET_MS) this.#end('settled');
      else this.#watchQuiet();
    });
  }

  #end(verdict: Settled['verdict']): void {
    this.#cancelTimers();
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
