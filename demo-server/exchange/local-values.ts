/**
 * Small values, buckets and places of one process. Values and buckets that expired, or were used longest ago when there are
 * too many, leave.
 */
import type { Clock } from '../clock.ts';
import type { GiveBack, Rate, SetHow } from './exchange.ts';
import { TokenBucket } from './token-bucket.ts';

const MAX_KEYS = 10_000;

export class LocalValues {
  readonly #clock: Clock;
  readonly #values = new Map<string, { readonly value: string; readonly untilMs: number }>();
  readonly #buckets = new Map<string, TokenBucket>();
  /** How many places are taken, where some are. */
  readonly #taken = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): string | undefined {
    const known = this.#values.get(key);
    return known !== undefined && known.untilMs > this.#clock.now() ? known.value : undefined;
  }

  set(key: string, value: string, { keepMs, expecting }: SetHow): boolean {
    if (expecting !== undefined && (this.get(key) ?? null) !== expecting) return false;
    place(this.#values, key, { value, untilMs: this.#clock.now() + keepMs });
    return true;
  }

  remove(key: string): void {
    this.#values.delete(key);
  }

  take(key: string, rate: Rate, wanted: number): number {
    const nowMs = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? new TokenBucket(rate, nowMs);
    place(this.#buckets, key, bucket);
    return bucket.takeUpTo(wanted, nowMs);
  }

  hold(key: string, atOnce: number): GiveBack | undefined {
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= atOnce) return undefined;
    this.#taken.set(key, taken + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#taken.get(key) ?? 1) - 1;
      if (left === 0) this.#taken.delete(key);
      else this.#taken.set(key, left);
    };
  }
}

/** The newest is the last; the first makes room. */
function place<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_KEYS) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
