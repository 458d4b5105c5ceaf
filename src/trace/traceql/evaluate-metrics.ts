/**
 * A metrics query against a table: series of points for a chart.
 *
 *   spans of the search --by time and by(...)--> groups --function--> series --topk, > 5--> series
 *
 * Linear in the spans, but for quantiles, which sort the values of each bin.
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { compareSpans } from './compare-spans.ts';
import { compileValue } from './compile-filter.ts';
import { evaluateTraceQL, evaluateTraceQLInSteps } from './evaluate.ts';
import { type Group, groupSpans, type SeriesLabel } from './metric-groups.ts';
import type { Metric, MetricsQuery } from './metrics-ast.ts';
import {
  averages,
  counts,
  folded,
  histogram,
  type Measured,
  quantiles,
  type Row,
  unitOf,
} from './over-time.ts';
import { applySecondStage } from './second-stage.ts';
import type { Steps } from './steps.ts';
import { binOf, type TimeBins, timeBins } from './time-bins.ts';
import { typeOf } from './type-check.ts';

export type { SeriesLabel };

/** Times in ns from the table's origin. Without them: from the first matching span to the last. */
export interface MetricsOptions {
  readonly startNs?: number;
  readonly endNs?: number;
  readonly stepNs?: number;
  /** Spans for which this is false are not there; which are, may depend on who asks. */
  readonly includes?: (span: SpanIndex) => boolean;
}

export interface MetricsResult {
  readonly bins: TimeBins;
  /** `s`, `1/s`, or empty for a plain number. */
  readonly unit: string;
  readonly series: readonly MetricsSeries[];
  /** How many spans were measured. */
  readonly spans: number;
  /** Groups beyond those that are kept; none, almost always. */
  readonly leftOut: number;
}
export interface MetricsSeries {
  readonly labels: readonly SeriesLabel[];
  /** One a bin; NaN where there is no value. */
  readonly points: Float64Array;
  readonly exemplars: readonly Exemplar[];
}
/** A span behind a point, for the way from the chart to the trace. */
export interface Exemplar {
  readonly span: SpanIndex;
  readonly bin: number;
}

const MAX_EXEMPLARS = 100;

export function evaluateMetrics(
  query: MetricsQuery,
  table: TraceReader,
  options: MetricsOptions = {},
): MetricsResult {
  return measured(evaluateTraceQL(query, table).spans, query, table, options);
}

/** The same; the search that it begins with is done a little at a time. */
export function* evaluateMetricsInSteps(query: MetricsQuery, table: TraceReader): Steps<MetricsResult> {
  const { spans } = yield* evaluateTraceQLInSteps(query, table);
  return measured(spans, query, table, {});
}

function measured(
  found: readonly SpanIndex[],
  query: MetricsQuery,
  table: TraceReader,
  options: MetricsOptions,
): MetricsResult {
  const { columns } = table;
  const all = options.includes === undefined ? found : found.filter(options.includes);
  const bins = binsOf(all, table, options);
  const spans = all.filter((span) => binOf(bins, columns.startNs[span] as number) >= 0);
  const { metric } = query;
  const exemplarLimit = exemplarsWanted(query);
  let series: readonly MetricsSeries[];
  let leftOut = 0;
  if (metric.type === 'compare') {
    series = compareSpans(metric, spans, bins, table).map((row) => ({ ...row, exemplars: [] }));
  } else {
    const grouped = groupSpans(spans, metric.by, table, query.text);
    leftOut = grouped.leftOut;
    series = grouped.groups.flatMap((group) => {
      const exemplars = exemplarsOf(group, bins, columns.startNs, exemplarLimit);
      return rowsOf(metric, group, bins, table).map(({ labels, points }) => ({
        labels: [...group.labels, ...labels],
        points,
        exemplars,
      }));
    });
  }
  for (const stage of query.secondStages) series = applySecondStage(stage, series);
  const isDuration = 'of' in metric && typeOf(metric.of) === 'duration';
  return { bins, unit: unitOf(metric.type, isDuration), series, spans: spans.length, leftOut };
}

function binsOf(spans: readonly SpanIndex[], table: TraceReader, options: MetricsOptions): TimeBins {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    const start = table.columns.startNs[span] as number;
    first = Math.min(first, start);
    last = Math.max(last, start);
  }
  const startNs = options.startNs ?? (Number.isFinite(first) ? first : 0);
  const endNs = options.endNs ?? (Number.isFinite(last) ? last : startNs);
  return timeBins(startNs, Math.max(startNs, endNs), table.originUnixNano, options.stepNs);
}

function rowsOf(
  metric: Exclude<Metric, { readonly type: 'compare' }>,
  { spans }: Group,
  bins: TimeBins,
  table: TraceReader,
): readonly Row[] {
  const { startNs } = table.columns;
  if (!('of' in metric)) {
    const points = counts(spans, bins, startNs);
    const seconds = bins.stepNs / 1e9;
    return [{ labels: [], points: metric.type === 'rate' ? points.map((count) => count / seconds) : points }];
  }
  const measured: Measured = {
    bins,
    startNs,
    read: compileValue(metric.of, table),
    scale: typeOf(metric.of) === 'duration' ? 1e-9 : 1,
  };
  switch (metric.type) {
    case 'quantile_over_time':
      return quantiles(metric.quantiles, spans, measured);
    case 'histogram_over_time':
      return histogram(spans, measured);
    case 'avg_over_time':
      return withValues(averages(spans, measured));
    default:
      return withValues(folded(metric.type, spans, measured));
  }
}

/** A group none of whose spans had a number makes no series. */
function withValues(points: Float64Array): readonly Row[] {
  return points.some((point) => !Number.isNaN(point)) ? [{ labels: [], points }] : [];
}

function exemplarsWanted({ hints }: MetricsQuery): number {
  const value = hints.find(({ name }) => name === 'exemplars')?.value;
  if (value === false) return 0;
  return typeof value === 'number' ? Math.max(0, Math.min(value, MAX_EXEMPLARS)) : MAX_EXEMPLARS;
}

/** The first span of each bin. */
function exemplarsOf(
  { spans }: Group,
  bins: TimeBins,
  startNs: Float64Array,
  limit: number,
): readonly Exemplar[] {
  const exemplars: Exemplar[] = [];
  const seen = new Set<number>();
  for (const span of spans) {
    if (exemplars.length >= limit) break;
    const bin = binOf(bins, startNs[span] as number);
    if (seen.has(bin)) continue;
    seen.add(bin);
    exemplars.push({ span, bin });
  }
  return exemplars;
}
