/** TraceQL over the columns: searches and metrics, and the shapes around them. */
export type { Query } from './ast.ts';
export {
  evaluateTraceQL,
  evaluateTraceQLInSteps,
  type FinalAggregate,
  finalAggregate,
  type TraceQLResult,
  type TraceQLSpanset,
} from './evaluate.ts';
export { evaluateMetrics, evaluateMetricsInSteps } from './evaluate-metrics.ts';
export type { MeasuredSpans } from './measured-spans.ts';
export { Measurement, type MetricsRange, type MetricsResult, type MetricsSeries } from './measurement.ts';
export type { SeriesLabel } from './metric-groups.ts';
export type { MetricsQuery } from './metrics-ast.ts';
export { type ParsedTraceQL, parseAnyTraceQL, parseTraceQL } from './parse.ts';
export { finished, type Steps } from './steps.ts';
export type { TraceQLError } from './traceql-error.ts';
export { TooMuchWork, withinWork } from './work-limit.ts';
