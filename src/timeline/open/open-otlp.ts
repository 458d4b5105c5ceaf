/** An OTLP/JSON request body as a table. Loaded with the first body: a page that hands over tables does without. */
import type { OtlpTraces } from '../../trace/model/otlp-json.ts';
import { SpanTable } from '../../trace/model/span-table.ts';

export function openOtlp(source: OtlpTraces): SpanTable {
  const table = new SpanTable();
  table.appendTraces(source);
  return table;
}
