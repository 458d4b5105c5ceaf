/** How large the trace of a run is. */
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';

export interface RunFigures {
  readonly spans: number;
  /** With the page's own, as the timeline counts. */
  readonly services: number;
}

export function runFigures(table: TraceReader): RunFigures {
  const services = new Set<string>();
  for (let span = 0 as SpanIndex; span < table.spanCount; span++) {
    services.add(table.strings.get(table.columns.service[span] ?? 0));
  }
  return { spans: table.spanCount, services: services.size };
}
