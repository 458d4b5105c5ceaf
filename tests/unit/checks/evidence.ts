/** Evidence for tests: spans as text, and whatever else a check may look at. */
import type { Evidence } from '../../../src/trace/checks/types.ts';
import type { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { traceTable } from '../../support/trace-text.ts';

export function evidenceOf(text: string | TraceTable, more: Partial<Evidence> = {}): Evidence {
  const table = typeof text === 'string' ? traceTable(text) : text;
  return { table, inputs: {}, responses: [], values: {}, ...more };
}

export function namesOf({ table }: Evidence, spans: readonly SpanIndex[]): readonly string[] {
  return spans.map((span) => table.strings.get(table.columns.name[span] ?? 0));
}
