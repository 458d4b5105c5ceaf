/**
 * When to give up on a learner's test or runner: not after so many seconds, for a busy machine needs many for honest
 * work, but when nothing has happened for a while. Whoever never comes to rest has a last limit.
 *
 *   sign  sign    sign  |<------- quiet ------->| given up
 *   |<---------------------- at most -------------------->| given up, however lively
 */
import type { Clock } from '../../clock.ts';
import { ProgramError } from '../../programs/problem.ts';

export interface TimeLimit {
  /** Only ever rejects. */
  readonly exceeded: Promise<never>;
  lift(): void;
}
export interface TimeLimitOptions {
  /** What is waited for, as a sentence begins. */
  readonly subject: string;
  /** Asked when it is given up. */
  readonly hint: () => string;
  readonly quietMs: number;
  readonly mostMs: number;
  /** How many signs of life there were so far. */
  readonly signs: () => number;
  readonly clock: Clock;
}

const LOOK_MS = 250;

export function timeLimit({ subject, hint, quietMs, mostMs, signs, clock }: TimeLimitOptions): TimeLimit {
  let cancel = () => {};
  const exceeded = new Promise<never>((_, reject) => {
    const giveUp = (why: string) => reject(new ProgramError(`${subject} was not over ${why}.`, hint()));
    let known = signs();
    // Counted in looks and not by the clock: a process that stood still has not been quiet.
    let looks = 0;
    let quietLooks = 0;
    const look = () => {
      const seen = signs();
      looks += 1;
      quietLooks = seen === known ? quietLooks + 1 : 0;
      known = seen;
      if (quietLooks * LOOK_MS >= quietMs) giveUp(`when nothing had happened for ${inSeconds(quietMs)}`);
      else if (looks * LOOK_MS >= mostMs) giveUp(`after ${inSeconds(mostMs)}`);
      else cancel = clock.after(LOOK_MS, look);
    };
    cancel = clock.after(LOOK_MS, look);
  });
  // Nobody may be listening any more.
  exceeded.catch(() => undefined);
  return { exceeded, lift: () => cancel() };
}

const inSeconds = (ms: number): string => `${ms / 1000} seconds`;
