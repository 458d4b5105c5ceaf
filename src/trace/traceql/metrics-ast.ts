/**
 * The syntax tree of a TraceQL metrics query: a search, the function that turns its spans into series, and steps over the
 * series.
 *
 *     { status = error } | rate() by (name) > 1 | topk(5)
 *     '---- search ----'   '--- metric ---' '-- second stages --'
 */
import type { FieldReference, Hint, Pipeline, Range, ScalarComparison, SpansetFilter } from './ast.ts';

export interface MetricsQuery {
  readonly text: string;
  /** The search whose spans are measured. */
  readonly pipeline: Pipeline;
  readonly metric: Metric;
  readonly secondStages: readonly SecondStage[];
  readonly hints: readonly Hint[];
}

export type Metric = CountMetric | OverTimeMetric | QuantileMetric | CompareMetric;

export interface CountMetric extends Range {
  readonly type: 'rate' | 'count_over_time';
  readonly by: readonly FieldReference[];
}
export interface OverTimeMetric extends Range {
  readonly type:
    | 'min_over_time'
    | 'max_over_time'
    | 'avg_over_time'
    | 'sum_over_time'
    | 'histogram_over_time';
  readonly of: FieldReference;
  readonly by: readonly FieldReference[];
}
export interface QuantileMetric extends Range {
  readonly type: 'quantile_over_time';
  readonly of: FieldReference;
  /** Each from 0 to 1. */
  readonly quantiles: readonly number[];
  readonly by: readonly FieldReference[];
}
/** What is common among the spans that the filter selects, against the rest. */
export interface CompareMetric extends Range {
  readonly type: 'compare';
  readonly selection: SpansetFilter;
  /** As many values of each attribute are kept, the most frequent ones. */
  readonly topN: number;
  /** Only spans that start within are selected: Unix times in ns, if given. */
  readonly fromUnixNano?: bigint;
  readonly toUnixNano?: bigint;
}

export const METRIC_FUNCTIONS = [
  'rate',
  'count_over_time',
  'min_over_time',
  'max_over_time',
  'avg_over_time',
  'sum_over_time',
  'quantile_over_time',
  'histogram_over_time',
  'compare',
] as const satisfies readonly Metric['type'][];

export const SECOND_STAGE_FUNCTIONS = ['topk', 'bottomk'] as const;

export type SecondStage = RankStage | PointFilter;

/** Keeps the `limit` series whose points are largest, or smallest, on average. */
export interface RankStage extends Range {
  readonly type: (typeof SECOND_STAGE_FUNCTIONS)[number];
  readonly limit: number;
}
/** Keeps the points that compare so. */
export interface PointFilter extends Range {
  readonly type: 'point-filter';
  readonly op: ScalarComparison;
  /** In the unit of the points: a duration stands here in seconds. */
  readonly value: number;
}
