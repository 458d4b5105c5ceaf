/**
 * Notices that a worker is silent: asked once a second, it has five seconds to say anything at all. Seconds of the page,
 * counted by its own ticks, so that a laptop that slept has not been silent for a night.
 */
import type { Clock } from '../run/clock.ts';

const TICK_MS = 1_000;
export const SILENT_TICKS = 5;

export interface Watchdog {
  /** Asks from now on, until `rest`. */
  watch(): void;
  /** It has said something. */
  heard(): void;
  rest(): void;
}

export function watchdog(clock: Pick<Clock, 'after'>, ask: () => void, onSilent: () => void): Watchdog {
  let cancel: (() => void) | undefined;
  let silentTicks = 0;
  const rest = () => {
    cancel?.();
    cancel = undefined;
  };
  const tick = () => {
    silentTicks += 1;
    if (silentTicks > SILENT_TICKS) {
      rest();
      return onSilent();
    }
    ask();
    cancel = clock.after(TICK_MS, tick);
  };
  return {
    watch() {
      silentTicks = 0;
      if (cancel === undefined) tick();
    },
    heard() {
      silentTicks = 0;
    },
    rest,
  };
}
