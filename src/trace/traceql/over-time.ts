/**
 * The functions over time: the spans of one group, bin by bin, to one or more rows of points. NaN is a bin without a
 * value; only counts are 0 where nothing was counted.
 */
import type { SpanIndex } from '../model/types.ts';
import type { ReadField } from './fields.ts';
import type { SeriesLabel } from './metric-groups.ts';
import type { Metric } from './metrics-ast.ts';
import { binOf, type TimeBins } from './time-bins.ts';
import { Several } from './values.ts';

export interface Row {
  readonly labels: readonly SeriesLabel[];
  readonly points: Float64Array;
}

export interface Measured {
  readonly bins: TimeBins;
  /** Start of each span, in ns. */
  readonly startNs: Float64Array;
  readonly read: ReadField;
  /** From the field's own unit to the unit of the points: a duration is stored in ns and drawn in seconds. */
  readonly scale: number;
}

type Visit = (bin: number, value: number) => void;

function eachValue(spans: readonly SpanIndex[], measured: Measured, visit: Visit): void {
  const { bins, startNs, read, scale } = measured;
  for (const span of spans) {
    const bin = binOf(bins, startNs[span] as number);
    const value = read(span);
    for (const one of value instanceof Several ? value.values : [value]) {
      if (typeof one === 'number' || typeof one === 'bigint') visit(bin, Number(one) * scale);
    }
  }
}

export function counts(spans: readonly SpanIndex[], bins: TimeBins, startNs: Float64Array): Float64Array {
  const points = new Float64Array(bins.count);
  for (const span of spans) {
    const bin = binOf(bins, startNs[span] as number);
    points[bin] = (points[bin] as number) + 1;
  }
  return points;
}

type Fold = (known: number, value: number) => number;
const FOLDS: { readonly [type in 'min_over_time' | 'max_over_time' | 'sum_over_time']: Fold } = {
  min_over_time: Math.min,
  max_over_time: Math.max,
  sum_over_time: (sum, value) => sum + value,
};

export function folded(
  type: keyof typeof FOLDS,
  spans: readonly SpanIndex[],
  measured: Measured,
): Float64Array {
  const fold = FOLDS[type];
  const points = new Float64Array(measured.bins.count).fill(Number.NaN);
  eachValue(spans, measured, (bin, value) => {
    const known = points[bin] as number;
    points[bin] = Number.isNaN(known) ? value : fold(known, value);
  });
  return points;
}

export function averages(spans: readonly SpanIndex[], measured: Measured): Float64Array {
  const sums = new Float64Array(measured.bins.count);
  const values = new Float64Array(measured.bins.count);
  eachValue(spans, measured, (bin, value) => {
    sums[bin] = (sums[bin] as number) + value;
    values[bin] = (values[bin] as number) + 1;
  });
  // 0 / 0 is NaN: a bin without values.
  return sums.map((sum, bin) => sum / (values[bin] as number));
}

/**
 * One row a quantile. Exact, interpolated between the two nearest values; Tempo estimates it from buckets that double
 * in width, so its numbers are near these, not equal to them.
 */
export function quantiles(
  wanted: readonly number[],
  spans: readonly SpanIndex[],
  measured: Measured,
): readonly Row[] {
  const byBin = Array.from({ length: measured.bins.count }, (): number[] => []);
  eachValue(spans, measured, (bin, value) => byBin[bin]?.push(value));
  const sorted = byBin.map((values) => Float64Array.from(values).sort());
  return wanted.map((quantile) => ({
    labels: [{ name: 'p', value: quantile }],
    points: Float64Array.from(sorted, (values) => quantileOf(values, quantile)),
  }));
}

function quantileOf(sorted: Float64Array, quantile: number): number {
  const place = quantile * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** One row a bucket that holds something, by its upper bound. */
export function histogram(spans: readonly SpanIndex[], measured: Measured): readonly Row[] {
  const rows = new Map<number, Float64Array>();
  const { scale } = measured;
  eachValue(spans, { ...measured, scale: 1 }, (bin, value) => {
    const bound = bucketBound(value) * scale;
    let points = rows.get(bound);
    if (points === undefined) {
      points = new Float64Array(measured.bins.count);
      rows.set(bound, points);
    }
    points[bin] = (points[bin] as number) + 1;
  });
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
