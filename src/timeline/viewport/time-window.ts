/**
 * Moving the visible window of time. Every function returns a window that lies within the bounds given (as far as it
 * is not wider than they are), starts before it ends, and is never narrower than {@link MIN_WINDOW_NS}.
 */
import type { TimeWindow } from './time-scale.ts';

/** Below this the ruler would show fractions of the clock's own resolution. */
export const MIN_WINDOW_NS = 100;

export function clampWindow(window: TimeWindow, bounds: TimeWindow): TimeWindow {
  const boundsNs = Math.max(MIN_WINDOW_NS, bounds.endNs - bounds.startNs);
  const widthNs = Math.max(MIN_WINDOW_NS, window.endNs - window.startNs);
  // Themselves, not a sum: rounded by a hair it would be less than the whole, and would not follow it as it grows.
  if (widthNs >= boundsNs)
    return { startNs: bounds.startNs, endNs: Math.max(bounds.startNs + boundsNs, bounds.endNs) };
  const latestStartNs = bounds.startNs + boundsNs - widthNs;
  const startNs = Math.min(latestStartNs, Math.max(bounds.startNs, window.startNs));
  return { startNs, endNs: startNs + widthNs };
}

export function panWindow(window: TimeWindow, byNs: number, bounds: TimeWindow): TimeWindow {
  return clampWindow({ startNs: window.startNs + byNs, endNs: window.endNs + byNs }, bounds);
}

/** `factor` above 1 zooms in; the time `aroundNs` keeps its place on the screen unless an edge is in the way. */
export function zoomWindow(
  window: TimeWindow,
  factor: number,
  aroundNs: number,
  bounds: TimeWindow,
): TimeWindow {
  const widthNs = window.endNs - window.startNs;
  const boundsNs = bounds.endNs - bounds.startNs;
  const zoomedNs = Math.max(MIN_WINDOW_NS, widthNs / factor);
  if (zoomedNs >= boundsNs) return clampWindow(bounds, bounds);
  const share = widthNs > 0 ? (aroundNs - window.startNs) / widthNs : 0.5;
  const startNs = aroundNs - share * zoomedNs;
  return clampWindow({ startNs, endNs: startNs + zoomedNs }, bounds);
}

/** The window that shows one span with a little air on both sides. */
export function windowAround({ startNs, endNs }: TimeWindow, bounds: TimeWindow): TimeWindow {
  const airNs = Math.max(MIN_WINDOW_NS, (endNs - startNs) * 0.08);
  return clampWindow({ startNs: startNs - airNs, endNs: endNs + airNs }, bounds);
}

export function coversBounds(window: TimeWindow, bounds: TimeWindow): boolean {
  return window.startNs <= bounds.startNs && window.endNs >= bounds.endNs;
}
