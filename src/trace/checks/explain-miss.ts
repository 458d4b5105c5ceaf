/**
 * Why a search found nothing, in words:
 *
 * - two filters that did not come together: what each of them found alone;
 * - one filter of several conditions: the spans that met the first ones, and how they failed the next. Of alternatives,
 *   the one that came furthest.
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import type { FieldExpression, SpansetExpression, SpansetFilter, SpansetOperation } from '../traceql/ast.ts';
import { compileFilter, compileValue } from '../traceql/compile-filter.ts';
import { alternativesOf, conjunctsOf } from '../traceql/conjuncts.ts';
import { firstOf } from '../traceql/pipeline.ts';
import { evaluateTraceQL, type Query } from '../traceql/traceql.ts';
import { typeOf } from '../traceql/type-check.ts';
import { amountText, counted, listed, shorten, spanNames, valueText } from './words.ts';

type Spans = readonly SpanIndex[];

export function explainMiss(query: Query, table: TraceReader): string {
  if (table.spanCount === 0) return 'no spans arrived';
  const [first] = query.pipeline;
  if (first?.type === 'spanset-operation') return explainOperation(first, query, table);
  if (first?.type === 'filter') return explainFilter(first, query, table);
  return `nothing among ${counted(table.spanCount, 'span')}`;
}

function explainOperation(operation: SpansetOperation, query: Query, table: TraceReader): string {
  const sides = [operation.left, operation.right].map((side) => ({
    side,
    text: textOf(side, query),
    spans: spansOf(side, query, table),
  }));
  const empty = sides.filter(({ spans }) => spans.length === 0);
  const explained = empty.flatMap(({ side }) => {
    const miss = side.type === 'filter' ? missOf(side, query, table) : undefined;
    return miss === undefined || miss.met === 0 ? [] : [explainCondition(miss, query, table)];
  });
  if (explained.length > 0) return explained.join('; ');
  if (empty.length > 0) return `no span matches ${empty.map(({ text }) => text).join(', nor ')}`;
  const found = sides.map(({ text, spans }) => `${text}: ${spanNames(table, spans)}`);
  return `both sides, but never related by ${operation.op}: ${found.join('; ')}`;
}

function explainFilter(filter: SpansetFilter, query: Query, table: TraceReader): string {
  const miss = missOf(filter, query, table);
  if (miss !== undefined) return explainCondition(miss, query, table);
  return `nothing among ${counted(table.spanCount, 'span')}`;
}

interface Miss {
  /** How many conditions were met before. */
  readonly met: number;
  /** The spans that met them. */
  readonly spans: Spans;
  /** What none of them meets. */
  readonly condition: FieldExpression;
}

function missOf({ expression, from, to }: SpansetFilter, query: Query, table: TraceReader): Miss | undefined {
  if (expression === undefined) return undefined;
  const miss = firstMiss(expression, spansOf({ type: 'filter', from, to }, query, table), table);
  if (miss === undefined) return undefined;
  const alternatives = alternativesOf(miss.condition).flatMap(
    (alternative) => firstMiss(alternative, miss.spans, table) ?? [],
  );
  const met = Math.max(0, ...alternatives.map((alternative) => alternative.met));
  const furthest = alternatives.find((alternative) => alternative.met === met);
  // One that failed at once says no more than all of them together.
  return met === 0 || furthest === undefined ? miss : { ...furthest, met: miss.met + met };
}

function firstMiss(expression: FieldExpression, from: Spans, table: TraceReader): Miss | undefined {
  let spans = from;
  for (const [met, condition] of conjunctsOf(expression).entries()) {
    const meeting = spans.filter(compileFilter(condition, table));
    if (meeting.length === 0) return { met, spans, condition };
    spans = meeting;
  }
  return undefined;
}

function explainCondition({ condition, spans }: Miss, query: Query, table: TraceReader): string {
  const text = textOf(condition, query);
  if (spans.length === table.spanCount) return `none of ${counted(spans.length, 'span')} has ${text}`;
  const names = spanNames(table, spans);
  const field =
    condition.type === 'binary'
      ? condition.left
      : condition.type === 'exists'
        ? condition.operand
        : undefined;
  if (field?.type !== 'field') return `${names}, but without ${text}`;
  const isTime = typeOf(field) === 'duration';
  const read = compileValue(field, table);
  const values = new Set(
    spans.map((span) => {
      const value = firstOf(read(span));
      return typeof value === 'number'
        ? amountText(value, isTime)
        : value === undefined
          ? 'missing'
          : valueText(value);
    }),
  );
  return `${names}, but ${textOf(field, query)} is ${listed([...values])}`;
}

function spansOf(expression: SpansetExpression, query: Query, table: TraceReader): Spans {
  return evaluateTraceQL({ text: query.text, pipeline: [expression] }, table).spans;
}

function textOf({ from, to }: { readonly from: number; readonly to: number }, query: Query): string {
  return shorten(query.text.slice(from, to));
}
