/** The real clock. Its timers never keep the process alive: the sockets do. */
import type { Clock } from '../../clock.ts';

export const nodeClock: Clock = {
  now: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
