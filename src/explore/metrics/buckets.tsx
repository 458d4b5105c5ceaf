/** A histogram's newest state, bucket by bucket: the empty ends are left out, the bars share one scale. */
import type { Metric } from '../../trace/model/types.ts';
import { valueText } from '../parts/words.ts';

const MAX_BUCKETS = 60;

export function Buckets({ metric }: { readonly metric: Metric }) {
  const [first] = metric.points;
  const { bounds } = first ?? {};
  if (bounds === undefined || bounds.length === 0) return null;
  const alike = metric.points.filter(
    (point) =>
      point.bounds?.length === bounds.length && point.bounds.every((bound, i) => bound === bounds[i]),
  );
  const counts = Array.from({ length: bounds.length + 1 }, (_, bucket) =>
    alike.reduce((sum, point) => sum + (point.bucketCounts?.[bucket] ?? 0), 0),
  );
  const from = counts.findIndex((count) => count > 0);
  const to = counts.findLastIndex((count) => count > 0);
  if (from < 0) return null;
  const most = Math.max(...counts);
  const shown = counts.slice(from, Math.min(to + 1, from + MAX_BUCKETS));
  return (
    <>
      <h3>Distribution, since the start</h3>
      <ol class="buckets" aria-label="Buckets">
        {shown.map((count, offset) => {
          const bucket = from + offset;
          const upper = bounds[bucket];
          const range =
            upper === undefined
              ? `over ${valueText(bounds[bucket - 1] ?? 0, metric.unit)}`
              : `up to ${valueText(upper, metric.unit)}`;
          return (
            <li key={bucket}>
              <span>{range}</span>
              <i class="bar" style={{ width: `${(100 * count) / most}%` }} />
              <b>{count.toLocaleString('en')}</b>
            </li>
          );
        })}
      </ol>
      {alike.length < metric.points.length && (
        <p class="faint">Series whose buckets differ from these are not in the picture.</p>
      )}
    </>
  );
}
