/** The clock of a worker; its timers end with it. */
import type { Clock } from '../../clock.ts';

export const workerClock: Clock = {
  now: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
