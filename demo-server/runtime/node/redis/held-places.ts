/**
 * Places that this replica has of those for all replicas. Each is said to Redis again and again while it is had, and ends
 * there by itself: what a killed replica had is free a few seconds later.
 *
 *   hold --> a place of this process? --> a place in Redis? --yes, or no answer--> had, said again every second or two
 *                                                       '--no--> undefined
 *
 * Invariant: whatever becomes of Redis, this replica has no more of a key than `atOnce`.
 */
import type { GiveBack } from '../../../exchange/exchange.ts';
import type { LocalValues } from '../../../exchange/local-values.ts';
import type { RedisConnection } from './connect-redis.ts';
import type { RedisKeys } from './redis-keys.ts';

/** For how long a place is had without a word. */
export const HELD_MS = 6_000;

export interface HeldPlacesDeps {
  readonly asking: RedisConnection;
  readonly keys: RedisKeys;
  readonly replica: string;
  readonly local: LocalValues;
  readonly heldMs: number;
}

export class HeldPlaces {
  readonly #deps: HeldPlacesDeps;
  /** By who has it: the name of a place, given once. */
  readonly #held = new Map<string, string>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: HeldPlacesDeps) {
    this.#deps = deps;
  }

  async hold(name: string, atOnce: number): Promise<GiveBack | undefined> {
    const { local, keys, replica } = this.#deps;
    const leave = local.hold(name, atOnce);
    if (leave === undefined) return undefined;
    const key = keys.held(name);
    const who = `${replica}:${++this.#count}`;
    if (!(await this.#say(key, who, atOnce))) {
      leave();
      return undefined;
    }
    this.#held.set(who, key);
    this.#timer ??= setInterval(() => this.#sayAgain(), this.#deps.heldMs / 3).unref();
    return () => {
      leave();
      if (this.#held.delete(who)) void this.#giveBack(key, who);
    };
  }

  /** Gives back what it has. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const held = [...this.#held];
    this.#held.clear();
    await Promise.all(held.map(([who, key]) => this.#giveBack(key, who)));
  }

  /** Without an answer it is had: each replica counts alone then. */
  async #say(key: string, who: string, atOnce: number): Promise<boolean> {
    try {
      return await this.#deps.asking.holdPlace(key, who, atOnce, this.#deps.heldMs);
    } catch {
      return true;
    }
  }
  /** What was taken while Redis was away, or was forgotten by it, counts again from now on. */
  #sayAgain(): void {
    for (const [who, key] of this.#held) void this.#say(key, who, Number.MAX_SAFE_INTEGER);
    if (this.#held.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
  async #giveBack(key: string, who: string): Promise<void> {
    try {
      await this.#deps.asking.zRem(key, who);
    } catch {
      // Then it ends by itself.
    }
  }
}
