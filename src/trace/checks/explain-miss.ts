/** Why a search found nothing: for two filters that did not come together, what each of them found alone. */
import type { TraceReader } from '../model/types.ts';
import type { SpansetExpression, Stage } from '../traceql/ast.ts';
import { evaluateTraceQL, type Query } from '../traceql/traceql.ts';
import { counted, spanNames } from './words.ts';

export function explainMiss(query: Query, table: TraceReader): string {
  if (table.spanCount === 0) return 'no spans arrived';
  const [first] = query.pipeline;
  if (first?.type !== 'spanset-operation') return `nothing among ${counted(table.spanCount, 'span')}`;
  const sides = [first.left, first.right].map((side) => ({ side, spans: spansOf(side, query, table) }));
  const empty = sides.filter(({ spans }) => spans.length === 0);
  if (empty.length > 0)
    return `no span matches ${empty.map(({ side }) => textOf(side, query)).join(', nor ')}`;
  const found = sides.map(({ side, spans }) => `${textOf(side, query)}: ${spanNames(table, spans)}`);
  return `both sides, but never related by ${first.op}: ${found.join('; ')}`;
}

function spansOf(expression: SpansetExpression, query: Query, table: TraceReader) {
  const pipeline: readonly Stage[] = [expression];
  return evaluateTraceQL({ text: query.text, pipeline }, table).spans;
}

function textOf({ from, to }: SpansetExpression, query: Query): string {
  return query.text.slice(from, to);
}
