/** A clock that only moves when told to. */
import type { Clock } from '../../demo-server/clock.ts';

export class FakeClock implements Clock {
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly task: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }
  wallMs(): number {
    return 1_750_000_000_000 + this.#nowMs;
  }
  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  /** Timers that are set and have not fired. */
  get waiting(): number {
    return this.#timers.length;
  }
  /** Time goes by in which nothing can happen; what was due fires together, and late, as in a process that stood still. */
  stall(byMs: number): void {
    this.#nowMs += byMs;
    this.advance(0);
  }
  /** Moves on, firing what is due in order, also timers that are set on the way. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.task();
    }
    this.#nowMs = untilMs;
  }
}
