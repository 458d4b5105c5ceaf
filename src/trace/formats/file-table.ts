/** The table of a file: it also keeps the reports of metrics as they came, for charts want every one, not the newest. */
import type { OtlpMetrics } from '../model/otlp-json.ts';
import { TraceTable } from '../model/trace-table.ts';

export type ResourceMetrics = NonNullable<OtlpMetrics['resourceMetrics']>[number];

export class FileTable extends TraceTable {
  readonly reports: ResourceMetrics[] = [];

  override appendMetrics(metrics: OtlpMetrics) {
    // One by one: a file may hold more than a call may have arguments.
    if (Array.isArray(metrics.resourceMetrics))
      for (const one of metrics.resourceMetrics) this.reports.push(one);
    return super.appendMetrics(metrics);
  }
}
