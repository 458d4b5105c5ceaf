/**
 * The buckets of an exponential histogram: read, read as explicit bounds, and added.
 *
 *   base = 2^(2^-scale), o = positive.offset, counts[k] holds values in (base^(o+k), base^(o+k+1)]
 *
 *   explicit:   zero and below | nothing |  counts[0]   |  counts[1]   | ... | nothing
 *   bounds                     0       base^o       base^(o+1)     base^(o+2)
 *
 * Lowering the scale by one makes each bucket out of two neighbours, so any two histograms can be added at the lower scale.
 * Source: opentelemetry-proto 1.11.0, metrics.proto, ExponentialHistogramDataPoint.
 */
export interface Buckets {
  readonly offset: number;
  readonly counts: readonly number[];
}
export interface ExponentialBuckets {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
}

export const MIN_SCALE = -10;
export const MAX_SCALE = 20;
/** SDKs keep 160; this bounds what two hostile offsets could make us allocate. */
const MAX_BUCKETS = 10_000;

export function toExplicitBuckets(given: ExponentialBuckets) {
  const { offset, counts } = given.positive;
  const zeroAndBelow = given.negative.counts.reduce((sum, count) => sum + count, given.zeroCount);
  if (counts.length === 0) return { bounds: [0], bucketCounts: [zeroAndBelow, 0] };
  const exponent = 2 ** -given.scale;
  const bounds = Array.from({ length: counts.length + 1 }, (_, i) => 2 ** ((offset + i) * exponent));
  return { bounds: [0, ...bounds], bucketCounts: [zeroAndBelow, 0, ...counts, 0] };
}

/** Undefined when they lie too far apart to be held in one run of buckets. */
export function addExponential(a: ExponentialBuckets, b: ExponentialBuckets): ExponentialBuckets | undefined {
  const scale = Math.min(a.scale, b.scale);
  const positive = addBuckets(coarser(a.positive, a.scale - scale), coarser(b.positive, b.scale - scale));
  const negative = addBuckets(coarser(a.negative, a.scale - scale), coarser(b.negative, b.scale - scale));
  if (!positive || !negative) return undefined;
  return { scale, zeroCount: a.zeroCount + b.zeroCount, positive, negative };
}

function coarser({ offset, counts }: Buckets, steps: number): Buckets {
  if (steps === 0 || counts.length === 0) return { offset, counts };
  const factor = 2 ** steps;
  const first = Math.floor(offset / factor);
  const merged: number[] = new Array(Math.floor((offset + counts.length - 1) / factor) - first + 1).fill(0);
  counts.forEach((count, i) => {
    const at = Math.floor((offset + i) / factor) - first;
    merged[at] = (merged[at] ?? 0) + count;
  });
  return { offset: first, counts: merged };
}

function addBuckets(a: Buckets, b: Buckets): Buckets | undefined {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const offset = Math.min(a.offset, b.offset);
  const length = Math.max(a.offset + a.counts.length, b.offset + b.counts.length) - offset;
  if (length > MAX_BUCKETS) return undefined;
  const counts = Array.from(
    { length },
    (_, i) => (a.counts[offset + i - a.offset] ?? 0) + (b.counts[offset + i - b.offset] ?? 0),
  );
  return { offset, counts };
}
