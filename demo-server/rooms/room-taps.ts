/**
 * Taps of a room that came to this replica: each is let in, or refused with a time to come again, and counted. How many the
 * building takes at once is found here, for each replica has a building's services of its own; how fast a phone may tap is
 * counted over all of them.
 *
 * Invariant: a tap is counted as exactly one of served, refused, failed and not answered yet.
 */
import type { Clock } from '../clock.ts';
import type { Exchange, Rate } from '../exchange/exchange.ts';
import { HoldBack } from './hold-back.ts';
import type { SecondEntry } from './room-entry.ts';
import { RoomFigures, type TapsNow } from './room-figures.ts';
import type { Phone } from './room-phones.ts';
import { type AdmissionLimits, TapAdmission } from './tap-admission.ts';

interface TapLimits {
  readonly taps: AdmissionLimits;
  readonly queueDepth: number;
}
export const TAP_RATE: Rate = { perSecond: 3, burst: 6 };
/** Taps that a phone says it made and did not send: as fast as fingers are. */
const WITHHELD_RATE: Rate = { perSecond: 12, burst: 150 };

export type Tapped<T> =
  /** As the phone has it: the wait in line is part of it. */
  | { readonly type: 'served'; readonly result: T; readonly durationMs: number }
  | { readonly type: 'failed' }
  | { readonly type: 'too-fast' }
  | { readonly type: 'busy'; readonly retryAfterS: number };

export class RoomTaps {
  readonly figures = new RoomFigures();
  readonly #clock: Clock;
  readonly #exchange: Exchange;
  readonly #maxQueueDepth: number;
  readonly #admission: TapAdmission;
  readonly #holdBack: HoldBack;
  #usedUnixMs = 0;

  constructor(clock: Clock, exchange: Exchange, limits: TapLimits) {
    this.#clock = clock;
    this.#exchange = exchange;
    this.#maxQueueDepth = limits.queueDepth;
    this.#admission = new TapAdmission(clock, limits.taps);
    this.#holdBack = new HoldBack(clock);
  }

  get now(): TapsNow {
    return this.#admission;
  }
  get usedUnixMs(): number {
    return this.#usedUnixMs;
  }

  /** `work` answers undefined, or rejects, when it was not done. `queued`: messages that wait, as all replicas told. */
  async tap<T>(phone: Phone, queued: number, work: () => Promise<T | undefined>): Promise<Tapped<T>> {
    const startMs = this.#clock.now();
    const mayTap = (await this.#exchange.take(`taps:${phone.id}`, TAP_RATE, 1)) === 1;
    const { figures } = this;
    figures.tapped();
    if (!mayTap) {
      figures.tapRefused();
      return { type: 'too-fast' };
    }
    const isQueueFull = figures.queueDepth(queued) >= this.#maxQueueDepth;
    const ended = isQueueFull ? undefined : await this.#admission.enter(phone);
    if (ended === undefined) {
      figures.tapRefused();
      return { type: 'busy', retryAfterS: this.#holdBack.refusedForS() };
    }
    this.#holdBack.admitted();
    this.#usedUnixMs = this.#clock.wallMs();
    let result: T | undefined;
    try {
      result = await work();
    } finally {
      ended();
      if (result === undefined) figures.tapFailed();
    }
    if (result === undefined) return { type: 'failed' };
    const durationMs = this.#clock.now() - startMs;
    figures.tapServed(durationMs);
    return { type: 'served', result, durationMs };
  }
  /** A phone made so many taps and, as it was told, did not send them. */
  async withheld(phone: Phone, taps: number): Promise<void> {
    if (taps === 0) return;
    const counted = await this.#exchange.take(`withheld:${phone.id}`, WITHHELD_RATE, taps);
    this.figures.tapped(counted);
    this.figures.tapRefused(counted);
  }

  secondOver(): void {
    this.#holdBack.secondOver();
  }
  /** What there is to tell of this second, if anything. */
  second(isWatched: boolean): SecondEntry | undefined {
    return this.figures.second(this.#admission, isWatched);
  }
  close(): void {
    this.#admission.close();
  }
}
