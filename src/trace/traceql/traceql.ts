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
export {
  evaluateMetrics,
  evaluateMetricsInSteps,
  type MetricsResult,
  type MetricsSeries,
  type SeriesLabel,
} from './evaluate-metrics.ts';
export type { MetricsQuery } from './metrics-ast.ts';
export { type ParsedTraceQL, parseAnyTraceQL, parseTraceQL } from './parse.ts';
export { finished, type Steps } from './steps.ts';
export type { TraceQLError } from './traceql-error.ts';
export { TooMuchWork, withinWork } from './work-limit.ts';
