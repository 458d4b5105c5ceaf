/**
 * A metrics query against one table: series of points for a chart. Linear in the spans, but for quantiles, which sort the
 * values of each bin.
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { evaluateTraceQL, evaluateTraceQLInSteps } from './evaluate.ts';
import { Measurement, type MetricsRange, type MetricsResult } from './measurement.ts';
import type { MetricsQuery } from './metrics-ast.ts';
import type { Steps } from './steps.ts';

/** Times are counted from the table's origin. */
export interface MetricsOptions extends MetricsRange {
  /** Spans for which this is false are not there; which are, may depend on who asks. */
  readonly includes?: (span: SpanIndex) => boolean;
}

export function evaluateMetrics(
  query: MetricsQuery,
  table: TraceReader,
  { includes, ...range }: MetricsOptions = {},
): MetricsResult {
  const { spans } = evaluateTraceQL(query, table);
  return measured(includes === undefined ? spans : spans.filter(includes), query, table, range);
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
  range: MetricsRange,
): MetricsResult {
  const measurement = new Measurement(query, table.originUnixNano);
  return measurement.result([measurement.read(table, found)], range);
}
