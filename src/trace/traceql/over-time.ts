/**
 * The functions over time: what was measured of one group, bin by bin, to one or more rows of points. NaN is a bin without
 * a value; only counts are 0 where nothing was counted.
 */
import type { SeriesLabel } from './metric-groups.ts';
import type { Metric } from './metrics-ast.ts';

export interface Row {
  readonly labels: readonly SeriesLabel[];
  readonly points: Float64Array;
}

/** What was measured of one group. */
export interface Measured {
  /** How many bins there are. */
  readonly count: number;
  /** Of each span. */
  readonly bins: readonly number[];
  /** Of each value, with it in `values`. */
  readonly valueBins: readonly number[];
  readonly values: readonly number[];
  /** From the field's own unit to the unit of the points: a duration is stored in ns and drawn in seconds. */
  readonly scale: number;
}

export function counts({ bins, count }: Measured): Float64Array {
  const points = new Float64Array(count);
  for (const bin of bins) points[bin] = (points[bin] as number) + 1;
  return points;
}

type Fold = (known: number, value: number) => number;
const FOLDS: { readonly [type in 'min_over_time' | 'max_over_time' | 'sum_over_time']: Fold } = {
  min_over_time: Math.min,
  max_over_time: Math.max,
  sum_over_time: (sum, value) => sum + value,
};

export function folded(type: keyof typeof FOLDS, measured: Measured): Float64Array {
  const fold = FOLDS[type];
  const { valueBins, values, scale, count } = measured;
  const points = new Float64Array(count).fill(Number.NaN);
  for (const [at, value] of values.entries()) {
    const bin = valueBins[at] as number;
    const known = points[bin] as number;
    points[bin] = Number.isNaN(known) ? value * scale : fold(known, value * scale);
  }
  return points;
}

export function averages({ valueBins, values, scale, count }: Measured): Float64Array {
  const sums = new Float64Array(count);
  const measured = new Float64Array(count);
  for (const [at, value] of values.entries()) {
    const bin = valueBins[at] as number;
    sums[bin] = (sums[bin] as number) + value * scale;
    measured[bin] = (measured[bin] as number) + 1;
  }
  // 0 / 0 is NaN: a bin without values.
  return sums.map((sum, bin) => sum / (measured[bin] as number));
}

/**
 * One row a quantile. Exact, interpolated between the two nearest values; Tempo estimates it from buckets that double
 * in width, so its numbers are near these, not equal to them.
 */
export function quantiles(
  wanted: readonly number[],
  { valueBins, values, scale, count }: Measured,
): readonly Row[] {
  const byBin = Array.from({ length: count }, (): number[] => []);
  for (const [at, value] of values.entries()) byBin[valueBins[at] as number]?.push(value * scale);
  const sorted = byBin.map((all) => Float64Array.from(all).sort());
  return wanted.map((quantile) => ({
    labels: [{ name: 'p', value: quantile }],
    points: Float64Array.from(sorted, (all) => quantileOf(all, quantile)),
  }));
}

function quantileOf(sorted: Float64Array, quantile: number): number {
  const place = quantile * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** One row a bucket that holds something, by its upper bound. */
export function histogram({ valueBins, values, scale, count }: Measured): readonly Row[] {
  const rows = new Map<number, Float64Array>();
  for (const [at, value] of values.entries()) {
    const bin = valueBins[at] as number;
    const bound = bucketBound(value) * scale;
    let points = rows.get(bound);
    if (points === undefined) {
      points = new Float64Array(count);
      rows.set(bound, points);
    }
    points[bin] = (points[bin] as number) + 1;
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([bound, points]) => ({ labels: [{ name: '__bucket', value: bound }], points }));
}

/** The next power of two, as in Tempo (of nanoseconds, for a duration). What is 0 or less shares the bucket 0. */
export function bucketBound(value: number): number {
  return value > 0 ? 2 ** Math.ceil(Math.log2(value)) : 0;
}

/** `1/s` for a rate, `s` for what measures a duration, else a plain number. */
export function unitOf(type: Metric['type'], isDuration: boolean): string {
  if (type === 'rate') return '1/s';
  return isDuration && type !== 'histogram_over_time' ? 's' : '';
}
