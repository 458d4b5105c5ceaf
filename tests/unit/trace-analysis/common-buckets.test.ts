import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  inCommonBuckets,
  mergedHistogram,
  recordedSince,
} from '../../../src/trace/analysis/common-buckets.ts';
import { toExplicitBuckets } from '../../../src/trace/model/exponential-buckets.ts';
import type { MetricPoint } from '../../../src/trace/model/types.ts';

function histogram(bounds: readonly number[], bucketCounts: readonly number[]): MetricPoint {
  const count = bucketCounts.reduce((sum, one) => sum + one, 0);
  return { attributes: new Map(), timeNs: 0, value: count, count, bounds, bucketCounts };
}
const exponential = (scale: number, offset: number, counts: readonly number[]): MetricPoint => {
  const none = { offset: 0, counts: [] };
  const { bounds, bucketCounts } = toExplicitBuckets({
    scale,
    zeroCount: 0,
    positive: { offset, counts },
    negative: none,
  });
  return histogram(bounds, bucketCounts);
};

describe('common buckets', () => {
  test('keep the bounds that split nothing', () => {
    const a = histogram([1, 2, 4], [0, 3, 0, 2]);
    const b = histogram([2, 8], [0, 5, 0]);
    expect(inCommonBuckets([a, b])).toEqual({
      bounds: [1, 2],
      counts: [
        [0, 3, 2],
        [0, 0, 5],
      ],
    });
  });

  test('of exponential histograms are those of the coarser scale where both have something', () => {
    // Scale 1 has a bound at 2.83 inside of (2, 4], which scale 0 cannot split.
    const fine = exponential(1, 2, [1, 2]);
    const coarse = exponential(0, 1, [4]);
    const { bounds, counts } = inCommonBuckets([fine, coarse]);
    expect(bounds).toEqual([0, 2, 4]);
    expect(counts).toEqual([
      [0, 0, 3, 0],
      [0, 0, 4, 0],
    ]);
  });

  test('merge series whose ranges lie apart', () => {
    const merged = mergedHistogram([exponential(3, 0, [1, 1]), exponential(3, 400, [2])]);
    expect(merged).toMatchObject({ count: 4, value: 4 });
    expect(merged?.bucketCounts?.filter((count) => count > 0)).toEqual([1, 1, 2]);
  });

  test('tell what came in since, though the scale went down in between', () => {
    const earlier = exponential(1, 2, [1, 2]);
    const later = exponential(0, 1, [5, 7]);
    const since = recordedSince(earlier, later);
    expect(since?.count).toBe(9);
    expect(since?.bucketCounts?.filter((count) => count > 0)).toEqual([2, 7]);
  });

  test('know a histogram that was begun anew', () => {
    const earlier = histogram([1], [2, 0]);
    expect(recordedSince(earlier, histogram([1], [1, 0]))).toBeUndefined();
    expect(recordedSince(earlier, histogram([1], [0, 5]))).toBeUndefined();
  });

  test('lose no value, whatever the scales', () => {
    const any = fc
      .tuple(
        fc.integer({ min: -4, max: 8 }),
        fc.integer({ min: -40, max: 40 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 30 }),
      )
      .map(([scale, offset, counts]) => exponential(scale, offset, counts));
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (points) => {
        const { bounds, counts } = inCommonBuckets(points);
        expect([...bounds].sort((a, b) => a - b)).toEqual(bounds);
        points.forEach((point, at) => {
          expect(counts[at]).toHaveLength(bounds.length + 1);
          expect(counts[at]?.reduce((sum, count) => sum + count, 0)).toBe(point.count);
        });
      }),
    );
  });
});
