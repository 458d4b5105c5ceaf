/**
 * How many taps of a room are under way at once, and who is next. What the building can do at once is not known beforehand,
 * and more than that only makes everybody wait; so it is found by trying.
 *
 *   tap --> fewer under way than the limit? --yes--> under way --answered--> the limit learns, the next in line follows
 *             '--no--> line: short, one place a phone, for a moment --its turn--'
 *                        '--full, or waited too long--> refused
 *
 * - The limit grows by up to one a round while taps are answered within a target and it is made use of, and falls by a
 *   third when one is not (additive increase, multiplicative decrease; Chiu and Jain 1989, https://doi.org/10.1016/0169-7552(89)90019-6,
 *   for requests https://github.com/Netflix/concurrency-limits).
 * - The line is kept short by time, not only by length: under lasting load a longer one is served no faster, only later
 *   (controlled delay; Maurer, "Fail at Scale", https://queue.acm.org/detail.cfm?id=2839461).
 * - Next is the phone whose last tap was let in the longest ago, and when the line is full, the one let in last goes: who
 *   taps fast gets as many turns as who taps slowly.
 *
 * Invariants: under way <= limit; nobody waits while there is a place; whoever asks is told once.
 */
import type { Clock } from '../clock.ts';

export interface AdmissionLimits {
  /** Never more under way than this, however fast they are. */
  readonly atOnce: number;
  /** Answered in longer than this: too many at once. */
  readonly targetMs: number;
  /** Places in the line. */
  readonly line: number;
  /** In the line, at most. */
  readonly waitMs: number;
}

const FIRST_LIMIT = 4;
const LEAST_LIMIT = 2;
const DECREASE = 2 / 3;

/** Who taps. */
export interface Tapper {
  /** When its last tap was let in; at first, never. */
  admittedMs: number;
}
/** To be called once the tap is answered, whatever became of it. */
export type TapEnded = () => void;

interface Waiting {
  readonly tapper: Tapper;
  readonly told: (admitted: TapEnded | undefined) => void;
  readonly stopTimer: () => void;
}

export class TapAdmission {
  readonly #clock: Clock;
  readonly #limits: AdmissionLimits;
  /** Whose turn is next stands first. */
  #line: Waiting[] = [];
  #limit: number;
  #underWay = 0;
  #decreasedMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(clock: Clock, limits: AdmissionLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#limit = Math.min(FIRST_LIMIT, limits.atOnce);
  }

  get underWay(): number {
    return this.#underWay;
  }
  get waiting(): number {
    return this.#line.length;
  }
  /** How many may be under way now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** Undefined when there is no place, and none soon. */
  enter(tapper: Tapper): Promise<TapEnded | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    if (this.#underWay < this.limit) return Promise.resolve(this.#admit(tapper));
    if (this.#line.some((waiting) => waiting.tapper === tapper)) return Promise.resolve(undefined);
    return new Promise((told) => {
      const stopTimer = this.#clock.after(this.#limits.waitMs, () => this.#refuse(waiting));
      const waiting: Waiting = { tapper, told, stopTimer };
      const behind = this.#line.findIndex((other) => other.tapper.admittedMs > tapper.admittedMs);
      this.#line.splice(behind < 0 ? this.#line.length : behind, 0, waiting);
      const last = this.#line.length > this.#limits.line ? this.#line.at(-1) : undefined;
      if (last !== undefined) this.#refuse(last);
    });
  }

  /** Refuses those who wait, and everyone after. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#line) this.#refuse(waiting);
  }

  #admit(tapper: Tapper): TapEnded {
    const startMs = this.#clock.now();
    tapper.admittedMs = startMs;
    this.#underWay++;
    // Fewer say nothing about what more would do.
    const isTelling = 2 * this.#underWay >= this.limit;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#underWay--;
      this.#learn(startMs, isTelling);
      this.#admitNext();
    };
  }

  #learn(startMs: number, isTelling: boolean): void {
    const nowMs = this.#clock.now();
    if (nowMs - startMs > this.#limits.targetMs) {
      // Once a round: those let in before the last decrease say nothing about it.
      if (startMs < this.#decreasedMs) return;
      this.#limit = Math.max(Math.min(LEAST_LIMIT, this.#limits.atOnce), this.#limit * DECREASE);
      this.#decreasedMs = nowMs;
    } else if (isTelling) this.#limit = Math.min(this.#limits.atOnce, this.#limit + 1 / this.#limit);
  }

  #admitNext(): void {
    while (this.#underWay < this.limit) {
      const next = this.#line.shift();
      if (next === undefined) return;
      next.stopTimer();
      next.told(this.#admit(next.tapper));
    }
  }

  #refuse(refused: Waiting): void {
    this.#line = this.#line.filter((waiting) => waiting !== refused);
    refused.stopTimer();
    refused.told(undefined);
  }
}
