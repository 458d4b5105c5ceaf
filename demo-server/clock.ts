/**
 * Time as a dependency: every module that waits or measures gets this, so that tests can own it. Milliseconds
 * everywhere; `now` is only good for differences.
 */
export interface Clock {
  now(): number;
  /** Milliseconds since 1970, for what is stored. */
  wallMs(): number;
  /** Runs the task once after the delay; the answer cancels it. Never keeps a process alive by itself. */
  after(delayMs: number, task: () => void): () => void;
}

/** Resolves after `delayMs` of the clock. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
