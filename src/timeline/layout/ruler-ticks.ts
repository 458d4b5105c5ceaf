/**
 * Ticks of the time ruler: steps of 1, 2 or 5 times a power of ten nanoseconds (whole minutes above one, parts of a day, and
 * 1, 2 or 5 times a power of ten days), at multiples of the step counted from `zeroNs`, so that a tick keeps its place and its name while the window moves.
 */
import type { TimeWindow } from '../viewport/time-scale.ts';

/** No ruler is wide enough for more; a bound against absurd windows. */
const MAX_TICKS = 200;
const MINUTE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440];
const MINUTE_NS = 60e9;
const HOUR_NS = 3_600e9;
const DAY_NS = 86_400e9;

export interface RulerTick {
  readonly timeNs: number;
  readonly label: string;
}

export function rulerTicks(
  window: TimeWindow,
  widthPx: number,
  zeroNs: number,
  spacingPx = 84,
): readonly RulerTick[] {
  const durationNs = window.endNs - window.startNs;
  if (!(durationNs > 0) || !(widthPx > 0)) return [];
  const stepNs = tickStepNs((durationNs * spacingPx) / widthPx);
  const ticks: RulerTick[] = [];
  // Multiples, not sums: adding the step over and over would drift.
  const first = Math.ceil((window.startNs - zeroNs) / stepNs - 1e-9);
  for (let k = first; ticks.length < MAX_TICKS; k++) {
    const offsetNs = k * stepNs;
    if (zeroNs + offsetNs > window.endNs) break;
    ticks.push({ timeNs: zeroNs + offsetNs, label: tickLabel(offsetNs, stepNs) });
  }
  return ticks;
}

/** As many decimals as the step needs, in the unit that suits the offset: `1.5 s`, `1.25 ms`, `0`. */
function tickLabel(offsetNs: number, stepNs: number): string {
  const ns = Math.abs(offsetNs);
  if (ns === 0) return '0';
  const sign = offsetNs < 0 ? '−' : '';
  if (stepNs >= DAY_NS) return `${sign}${Math.round(ns / DAY_NS).toLocaleString('en')} d`;
  if (stepNs >= HOUR_NS) return `${sign}${Math.round(ns / HOUR_NS)} h`;
  if (stepNs >= MINUTE_NS) return `${sign}${Math.round(ns / MINUTE_NS)} min`;
  const [unitNs, name] =
    ns >= 1e9 ? [1e9, 's'] : ns >= 1e6 ? [1e6, 'ms'] : ns >= 1e3 ? [1e3, 'µs'] : [1, 'ns'];
  const decimals = Math.max(0, Math.ceil(Math.log10(unitNs / stepNs) - 1e-9));
  return `${sign}${(ns / unitNs).toFixed(Math.min(9, decimals))} ${name}`;
}

/** The round step next above (or equal to) the one wished for. */
export function tickStepNs(atLeastNs: number): number {
  if (!(atLeastNs > 1)) return 1;
  if (atLeastNs > 50e9) {
    const minutes = MINUTE_STEPS.find((step) => step * MINUTE_NS >= atLeastNs);
    return minutes === undefined ? roundUp(atLeastNs / DAY_NS) * DAY_NS : minutes * MINUTE_NS;
  }
  return roundUp(atLeastNs);
}

/** To 1, 2 or 5 times a power of ten. */
function roundUp(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  for (const factor of [1, 2, 5]) if (power * factor >= atLeast * (1 - 1e-9)) return power * factor;
  return power * 10;
}
