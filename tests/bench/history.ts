/**
 * The figures of each release (`history.json`), and how new ones stand to them. Two days and two machines are never as fast as
 * each other, so what depends on speed is compared as a pair: the figure, and the yardstick of its own run.
 *
 *   kept 40 ms by a yardstick of 50 ms, now 66 ms by one of 60 ms    (66 / 60) / (40 / 50) = 1.38: slower
 */
import type { Figure } from './bench.ts';

export interface MeasuredFigure extends Figure {
  /** Of the same run, before the figure was measured. */
  readonly yardstickMs: number;
}
export interface KeptFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly yardstickMs: number;
}
export interface HistoryEntry {
  readonly version: string;
  readonly date: string;
  /** Absolute figures are of this one. */
  readonly machine: string;
  /** What waited for each core when the run began; above 0.5, others were at work, and ratios are rough. */
  readonly loadPerCore: number;
  readonly figures: readonly KeptFigure[];
}

const TIME_UNITS: readonly string[] = ['ms', 's', 'µs'];

/** The newest that is not of this version; of this version, if there is no other. */
export function lastRelease(history: readonly HistoryEntry[], version: string): HistoryEntry | undefined {
  return history.findLast((entry) => entry.version !== version) ?? history.at(-1);
}

/** New by old; undefined where the release has no such figure, or one in another unit. */
export function ratioTo(release: HistoryEntry, figure: MeasuredFigure): number | undefined {
  const kept = release.figures.find(({ name, unit }) => name === figure.name && unit === figure.unit);
  if (!kept || kept.value === 0) return undefined;
  const faster = figure.yardstickMs / kept.yardstickMs;
  const ratio = figure.value / kept.value;
  if (TIME_UNITS.includes(figure.unit)) return ratio / faster;
  return figure.unit.endsWith('/s') ? ratio * faster : ratio;
}

/** What was measured takes the place of what the same version had under the same names; the rest stays. */
export function keepFigures(
  history: readonly HistoryEntry[],
  now: Omit<HistoryEntry, 'figures'>,
  measured: readonly MeasuredFigure[],
): readonly HistoryEntry[] {
  const kept = measured.map(({ name, value, unit, yardstickMs }) => ({
    name,
    value: rounded(value),
    unit,
    yardstickMs: rounded(yardstickMs),
  }));
  const same = history.find(({ version, machine }) => version === now.version && machine === now.machine);
  const rest = (same?.figures ?? []).filter(({ name }) => !kept.some((figure) => figure.name === name));
  const others = history.filter(({ version }) => version !== now.version);
  return [...others, { ...now, figures: [...rest, ...kept].sort((a, b) => (a.name < b.name ? -1 : 1)) }];
}

const rounded = (value: number): number => Number(value.toPrecision(4));
