/**
 * A bound on what is done at once: so many have a place, a few more wait in line for a moment, the rest is refused at once
 * and told so. Who asks first is served first.
 *
 *   enter --> a place is free? --yes--> inside --leave--> the next in line
 *               '--no--> line: short, for a moment --its turn--'
 *                          '--full, or waited too long--> undefined
 *
 * Invariants: taken <= atOnce; nobody waits while a place is free; a place is given back once, however often that is said.
 */
import type { Clock } from './clock.ts';

export interface PlacesLimits {
  readonly atOnce: number;
  /** Who may wait. */
  readonly line: number;
  /** In the line, at most. */
  readonly waitMs: number;
}
export type Leave = () => void;

export class Places {
  readonly #clock: Clock;
  readonly #limits: PlacesLimits;
  /** Who waits, oldest first: what to call when it is their turn. */
  readonly #line = new Set<() => void>();
  #taken = 0;

  constructor(clock: Clock, limits: PlacesLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get taken(): number {
    return this.#taken;
  }
  get waiting(): number {
    return this.#line.size;
  }

  /** Undefined when there is no place, and none soon. */
  enter(): Promise<Leave | undefined> {
    const { atOnce, line, waitMs } = this.#limits;
    if (this.#taken < atOnce) return Promise.resolve(this.#take());
    if (this.#line.size >= line) return Promise.resolve(undefined);
    return new Promise((told) => {
      const stopTimer = this.#clock.after(waitMs, () => {
        this.#line.delete(itsTurn);
        told(undefined);
      });
      const itsTurn = () => {
        stopTimer();
        told(this.#take());
      };
      this.#line.add(itsTurn);
    });
  }

  #take(): Leave {
    this.#taken++;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#taken--;
      const [next] = this.#line;
      if (next === undefined) return;
      this.#line.delete(next);
      next();
    };
  }
}
