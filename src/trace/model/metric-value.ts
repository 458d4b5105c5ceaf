/**
 * The value of one metric data point, read from unchecked OTLP, and how two values of a delta stream add up.
 *
 * Exponential histograms are read as explicit ones as well, so that a reader needs to know one kind only.
 * Source: opentelemetry-proto 1.11.0, metrics.proto.
 */

import { parseDouble, parseInt64 } from './any-value.ts';
import {
  addExponential,
  type Buckets,
  type ExponentialBuckets,
  MAX_SCALE,
  MIN_SCALE,
  toExplicitBuckets,
} from './exponential-buckets.ts';
import type {
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpNumberPoint,
} from './otlp-json.ts';
import { isObject, type Unchecked } from './otlp-walk.ts';
import { shown } from './problems.ts';

export type PointValue =
  | { readonly type: 'number'; readonly value: number; readonly isInt: boolean }
  | {
      readonly type: 'histogram';
      readonly value: number;
      readonly count: number;
      readonly bounds: readonly number[];
      readonly bucketCounts: readonly number[];
      readonly min: number | undefined;
      readonly max: number | undefined;
      /** What `bounds` and `bucketCounts` were made of. */
      readonly exponential?: ExponentialBuckets;
    };
type Histogram = Extract<PointValue, { readonly type: 'histogram' }>;

/** The value, or the reason there is none. */
export function readNumber(point: Unchecked<OtlpNumberPoint>): PointValue | string {
  if (point.asInt !== undefined) {
    const int = parseInt64(point.asInt);
    return int === undefined
      ? `asInt is ${shown(point.asInt)}, no 64-bit integer`
      : { type: 'number', value: Number(int), isInt: true };
  }
  const double = parseDouble(point.asDouble);
  if (double === undefined) return `asDouble is ${shown(point.asDouble)} and there is no asInt`;
  return { type: 'number', value: double, isInt: false };
}

export function readHistogram(point: Unchecked<OtlpHistogramPoint>): PointValue | string {
  const bounds = readList(point.explicitBounds, parseDouble);
  const bucketCounts = readList(point.bucketCounts, parseCount);
  if (bounds === undefined) return 'explicitBounds is not a list of numbers';
  if (bucketCounts === undefined) return 'bucketCounts is not a list of whole numbers';
  if (bucketCounts.length > 0 && bucketCounts.length !== bounds.length + 1) {
    return `${bounds.length} explicitBounds need ${bounds.length + 1} bucketCounts, not ${bucketCounts.length}`;
  }
  return withTotals(point, bounds, bucketCounts);
}

export function readExponential(point: Unchecked<OtlpExponentialPoint>): PointValue | string {
  const scale = point.scale ?? 0;
  if (typeof scale !== 'number' || !Number.isInteger(scale) || scale < MIN_SCALE || scale > MAX_SCALE) {
    return `scale is ${shown(scale)}, not a whole number from ${MIN_SCALE} to ${MAX_SCALE}`;
  }
  const positive = readBuckets(point.positive);
  const negative = readBuckets(point.negative);
  const zeroCount = parseCount(point.zeroCount ?? 0);
  if (!positive || !negative || zeroCount === undefined)
    return 'its buckets are not an offset and whole numbers';
  const exponential = { scale, zeroCount, positive, negative };
  const { bounds, bucketCounts } = toExplicitBuckets(exponential);
  const histogram = withTotals(point, bounds, bucketCounts);
  return typeof histogram === 'string' ? histogram : { ...histogram, exponential };
}

/** Undefined when the two cannot be added. */
export function addValues(a: PointValue, b: PointValue): PointValue | undefined {
  if (a.type === 'number' && b.type === 'number') {
    return { type: 'number', value: a.value + b.value, isInt: a.isInt && b.isInt };
  }
  if (a.type !== 'histogram' || b.type !== 'histogram') return undefined;
  const buckets = addBuckets(a, b);
  return buckets && { ...a, ...buckets, ...addTotals(a, b) };
}

function addBuckets(a: Histogram, b: Histogram): Partial<Histogram> | undefined {
  if (a.exponential && b.exponential) {
    const exponential = addExponential(a.exponential, b.exponential);
    return exponential && { exponential, ...toExplicitBuckets(exponential) };
  }
  if (!isEqualList(a.bounds, b.bounds)) return undefined;
  return { bucketCounts: a.bucketCounts.map((count, i) => count + (b.bucketCounts[i] ?? 0)) };
}

function addTotals(a: Histogram, b: Histogram) {
  return {
    value: a.value + b.value,
    count: a.count + b.count,
    min: a.min === undefined || b.min === undefined ? undefined : Math.min(a.min, b.min),
    max: a.max === undefined || b.max === undefined ? undefined : Math.max(a.max, b.max),
  };
}

function withTotals(
  point: Unchecked<OtlpHistogramPoint>,
  bounds: readonly number[],
  bucketCounts: readonly number[],
): Histogram | string {
  const inBuckets = bucketCounts.reduce((sum, bucket) => sum + bucket, 0);
  const count = point.count === undefined ? inBuckets : parseCount(point.count);
  if (count === undefined) return `count is ${shown(point.count)}, no whole number`;
  return {
    type: 'histogram',
    value: parseDouble(point.sum) ?? 0,
    count,
    bounds,
    bucketCounts,
    min: parseDouble(point.min),
    max: parseDouble(point.max),
  };
}

function readBuckets(given: unknown): Buckets | undefined {
  const { offset, bucketCounts } = (isObject(given) ? given : {}) as Unchecked<OtlpExponentialBuckets>;
  const counts = readList(bucketCounts, parseCount);
  const first = offset ?? 0;
  if (counts === undefined || typeof first !== 'number' || !Number.isInteger(first)) return undefined;
  return { offset: first, counts };
}

function readList(list: unknown, read: (item: unknown) => number | undefined): readonly number[] | undefined {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return undefined;
  const numbers: number[] = [];
  for (const item of list as readonly unknown[]) {
    const number = read(item);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}

function parseCount(value: unknown): number | undefined {
  const int = parseInt64(value);
  return int === undefined || int < 0 ? undefined : Number(int);
}

function isEqualList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, i) => number === b[i]);
}
