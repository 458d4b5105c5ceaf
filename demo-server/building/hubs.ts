/**
 * The simulated hubs. A hub answers a lock-down after a fixed, declared delay; the one with the old firmware is slow.
 * The delay is on its span as `bldg.injected_delay_ms`: exercises never hide it.
 */
import { HUBS, HUBS_PER_BUILDING, NEW_FIRMWARE, SLOW_FIRMWARE } from './seed.ts';

export interface Hub {
  readonly id: number;
  readonly firmware: string;
  /** How long the hub takes to lock everything on it. */
  readonly lockDelayMs: number;
}
const FAST_LOCK_MS = 80;
const SLOW_LOCK_MS = 720;

/** The third hub of each building is the slow one. Undefined for a hub that was never installed. */
export function hubById(id: number): Hub | undefined {
  if (!Number.isInteger(id) || id < 1 || id > HUBS) return undefined;
  const slow = id % HUBS_PER_BUILDING === 0;
  return slow
    ? { id, firmware: SLOW_FIRMWARE, lockDelayMs: SLOW_LOCK_MS }
    : { id, firmware: NEW_FIRMWARE, lockDelayMs: FAST_LOCK_MS };
}
