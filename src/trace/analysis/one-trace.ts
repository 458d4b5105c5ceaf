/**
 * One of several traces as a table of its own: its spans, the log records that name it, and the measurements that were
 * made in it. Of a table with one trace, nothing is copied.
 */
import type { FileTable } from '../formats/file-table.ts';
import { toOtlpLogs, toOtlpTraces } from '../model/otlp-encode.ts';
import { TraceTable } from '../model/trace-table.ts';
import type { SpanIndex } from '../model/types.ts';
import { exemplarsOfTrace } from './around-trace.ts';

/** Undefined when the table has no span of it. */
export function oneTrace(table: FileTable, traceId: string): TraceTable | undefined {
  const { columns, strings } = table;
  const id = strings.find(traceId);
  const spans: SpanIndex[] = [];
  for (let span = 0; span < table.spanCount; span++) {
    if (columns.traceId[span] === id) spans.push(span as SpanIndex);
  }
  if (spans.length === 0 || id === undefined) return undefined;
  if (spans.length === table.spanCount) return table;
  const one = new TraceTable();
  one.appendTraces(toOtlpTraces(table, spans));
  one.appendLogs(toOtlpLogs(table, (record) => record.traceId === traceId));
  one.appendMetrics(exemplarsOfTrace({ resourceMetrics: table.reports }, traceId));
  return one;
}
