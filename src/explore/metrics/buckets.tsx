/**
 * A histogram's newest state, bucket by bucket, all its series together: the empty ends are left out, neighbours are put
 * together where there are too many, and the bars share one scale.
 */
import { mergedHistogram } from '../../trace/analysis/common-buckets.ts';
import type { Metric } from '../../trace/model/types.ts';
import { valueText } from '../parts/words.ts';

const MAX_BUCKETS = 40;

interface Bucket {
  /** Exclusive; undefined for all that is lower. */
  readonly low: number | undefined;
  /** Inclusive; undefined for all that is higher. */
  readonly high: number | undefined;
  readonly count: number;
}

export function Buckets({ metric }: { readonly metric: Metric }) {
  const buckets = bucketsOf(metric);
  if (buckets.length === 0) return null;
  const most = buckets.reduce((max, { count }) => Math.max(max, count), 1);
  return (
    <>
      <h3>Distribution, since the start</h3>
      <ol class="buckets" aria-label="Buckets">
        {buckets.map((bucket) => (
          <li key={bucket.high}>
            <span>{rangeText(bucket, metric.unit)}</span>
            <i class="bar" style={{ width: `${(100 * bucket.count) / most}%` }} />
            <b>{bucket.count.toLocaleString('en')}</b>
          </li>
        ))}
      </ol>
    </>
  );
}

function bucketsOf({ points }: Metric): readonly Bucket[] {
  const { bounds = [], bucketCounts = [] } = mergedHistogram(points) ?? {};
  const all = bucketCounts.map((count, at): Bucket => ({ low: bounds[at - 1], high: bounds[at], count }));
  const from = all.findIndex(({ count }) => count > 0);
  if (from < 0) return [];
  const filled = all.slice(from, all.findLastIndex(({ count }) => count > 0) + 1);
  const together = Math.ceil(filled.length / MAX_BUCKETS);
  return Array.from({ length: Math.ceil(filled.length / together) }, (_, group) => {
    const part = filled.slice(group * together, (group + 1) * together);
    const count = part.reduce((sum, one) => sum + one.count, 0);
    return { low: part[0]?.low, high: part.at(-1)?.high, count };
  });
}

function rangeText({ low, high }: Bucket, unit: string): string {
  if (high === undefined) return low === undefined ? 'all' : `over ${valueText(low, unit)}`;
  return low === undefined || low === 0
    ? `up to ${valueText(high, unit)}`
    : `${valueText(low, unit)} to ${valueText(high, unit)}`;
}
