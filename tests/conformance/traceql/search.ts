/** A search as the tests write it: the names of the spans it finds, or the error. */
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { evaluateTraceQL, parseTraceQL, type TraceQLResult } from '../../../src/trace/traceql/traceql.ts';

export function search(text: string, table: TraceReader): TraceQLResult {
  const parsed = parseTraceQL(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return evaluateTraceQL(parsed.query, table);
}

export function namesFound(text: string, table: TraceReader): readonly string[] {
  return search(text, table).spans.map((span) => table.strings.get(table.columns.name[span] ?? 0));
}

/** Space-separated, sorted: for traces whose names are single letters. */
export function lettersFound(text: string, table: TraceReader): string {
  return [...namesFound(text, table)].sort().join(' ');
}
