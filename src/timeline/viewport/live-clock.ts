/**
 * What time it is "in the trace". The clocks of page and server differ, so the only anchor is the newest time seen in
 * the data: now = newest time + how long ago (by the page's own clock) it was seen. It never runs backwards, and all
 * open spans share it, so that their ends stand in one line.
 */
export interface LiveClock {
  readonly anchorNs: number;
  readonly anchoredAtMs: number;
}

export const STOPPED: LiveClock = { anchorNs: Number.NEGATIVE_INFINITY, anchoredAtMs: 0 };

/** Where motion is to be reduced, open spans grow by this much at a time. */
export const STEP_MS = 500;

/** The page's time, standing still between two steps. */
export const inSteps = (atMs: number): number => Math.floor(atMs / STEP_MS) * STEP_MS;

export function observe(clock: LiveClock, newestNs: number, atMs: number): LiveClock {
  return newestNs > nowNs(clock, atMs) ? { anchorNs: newestNs, anchoredAtMs: atMs } : clock;
}

export function nowNs(clock: LiveClock, atMs: number): number {
  return clock.anchorNs + Math.max(0, atMs - clock.anchoredAtMs) * 1e6;
}
