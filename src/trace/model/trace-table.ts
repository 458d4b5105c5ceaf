/** All telemetry of one view in columns: spans and log records (see {@link SpanTable}), and the metrics beside them. */
import { MetricTable } from './metric-table.ts';
import type { OtlpMetrics } from './otlp-json.ts';
import { METRIC_NAMES } from './otlp-walk.ts';
import type { AppendReport } from './problems.ts';
import { type PackedSpans, SpanTable } from './span-table.ts';
import type { Metric } from './types.ts';

export type { AppendReport } from './problems.ts';

export class TraceTable extends SpanTable {
  readonly metricTable: MetricTable;

  constructor(packed?: PackedSpans) {
    super(packed);
    this.metricTable = new MetricTable(this.store);
  }

  appendMetrics(metrics: OtlpMetrics): AppendReport {
    return this.append(metrics, METRIC_NAMES, (record, resource, scope, problems) =>
      this.metricTable.append(record, resource, scope, problems),
    );
  }

  override get metrics(): readonly Metric[] {
    return this.metricTable.metrics;
  }
}
