/**
 * A task that is asked for often and done at most once in a while: at once after a pause, else when the time is up. It
 * is never done while the page is hidden or the last one is still under way; what was asked then is done afterwards.
 */
export interface Paced {
  ask(): void;
  stop(): void;
}

export interface PacePorts {
  readonly now: () => number;
  readonly after: (delayMs: number, task: () => void) => () => void;
  readonly isHidden: () => boolean;
  readonly onVisible: (task: () => void) => () => void;
}

export function atMostEvery(everyMs: number, task: () => Promise<void>, ports: PacePorts = pagePace): Paced {
  let lastMs = Number.NEGATIVE_INFINITY;
  let state: 'idle' | 'waiting' | 'busy' | 'stopped' = 'idle';
  let isWanted = false;
  let cancel = () => {};
  const begin = () => {
    if (state === 'stopped') return;
    if (ports.isHidden()) {
      state = 'idle';
      return;
    }
    state = 'busy';
    isWanted = false;
    lastMs = ports.now();
    task()
      .catch(() => undefined)
      .finally(() => {
        if (state === 'stopped') return;
        state = 'idle';
        if (isWanted) plan();
      });
  };
  const plan = () => {
    isWanted = true;
    if (state !== 'idle' || ports.isHidden()) return;
    state = 'waiting';
    cancel = ports.after(Math.max(0, lastMs + everyMs - ports.now()), begin);
  };
  const forget = ports.onVisible(() => isWanted && plan());
  return {
    ask: plan,
    stop() {
      state = 'stopped';
      cancel();
      forget();
    },
  };
}

const pagePace: PacePorts = {
  now: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.hidden,
  onVisible(task) {
    const listener = () => !document.hidden && task();
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};
