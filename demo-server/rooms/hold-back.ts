/**
 * When a phone that was refused may ask again. To refuse costs the process something too, and a full room can ask for more
 * refusals than it can give; so each phone is given a time of its own, one after the other, and sends nothing before.
 *
 *   now ---- 1 s ----|--|--|--|--|--|--> the next free time, 10 s from now at the latest
 *                     twice as many times a second as taps are let in
 *
 * Twice as many: no place stays empty because somebody did not come. How many are let in is known from seconds in which
 * somebody was refused; in others there might have been more, so the rate is raised until somebody is.
 */
import type { Clock } from '../clock.ts';

const LEAST_MS = 1_000;
const MOST_MS = 10_000;
const TIMES_A_PLACE = 2;
const FIRST_PER_SECOND = 50;
/** Of the newest second in the mean. */
const WEIGHT = 0.3;
const RAISE = 1.25;

export class HoldBack {
  readonly #clock: Clock;
  #perSecond = FIRST_PER_SECOND;
  #admitted = 0;
  #refused = 0;
  /** The last time that was given. */
  #givenMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  admitted(): void {
    this.#admitted++;
  }
  /** In whole seconds, for the phone that is refused now. */
  refusedForS(): number {
    this.#refused++;
    const nowMs = this.#clock.now();
    const nextMs = this.#givenMs + 1_000 / (TIMES_A_PLACE * this.#perSecond);
    this.#givenMs = Math.min(Math.max(nextMs, nowMs + LEAST_MS), nowMs + MOST_MS);
    return Math.ceil((this.#givenMs - nowMs) / 1_000);
  }
  secondOver(): void {
    if (this.#refused > 0) this.#perSecond += WEIGHT * (this.#admitted - this.#perSecond);
    else this.#perSecond = Math.max(this.#perSecond, this.#admitted) * RAISE;
    this.#perSecond = Math.max(1, Math.min(1_000, this.#perSecond));
    this.#admitted = this.#refused = 0;
  }
}
