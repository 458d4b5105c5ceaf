/** So many at once, then so many a second. Times are given, so it holds no timer. */
import type { Rate } from './exchange.ts';

export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledMs: number;

  constructor({ perSecond, burst }: Rate, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledMs = nowMs;
  }

  take(nowMs: number): boolean {
    return this.takeUpTo(1, nowMs) === 1;
  }
  /** As many of `wanted` as there are. */
  takeUpTo(wanted: number, nowMs: number): number {
    const gained = (Math.max(0, nowMs - this.#filledMs) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#filledMs = nowMs;
    const taken = Math.min(wanted, Math.floor(this.#tokens));
    this.#tokens -= taken;
    return taken;
  }
}
