/**
 * A query against a table: trace by trace, as Tempo does it, and the spans of all matches together.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import { compileAggregate } from './aggregate.ts';
import { answersAhead, SPANS_A_STEP } from './answers-ahead.ts';
import type { Pipeline, Query, ScalarFilter } from './ast.ts';
import { compilePipeline, firstOf, type NamedValue, type SelectedField, type Spanset } from './pipeline.ts';
import { unionOfAll } from './span-union.ts';
import type { Steps } from './steps.ts';
import { traceIndexOf } from './trace-index.ts';

/** What is evaluated of a query: the search that a metrics query begins with, too. */
export type Search = Pick<Query, 'text' | 'pipeline'>;

export interface TraceQLResult {
  /** One for each match; several of one trace where `by()` split it. */
  readonly spansets: readonly TraceQLSpanset[];
  /** The spans of all spansets, each once, in index order. */
  readonly spans: readonly SpanIndex[];
}
export interface TraceQLSpanset {
  readonly traceId: string;
  readonly spans: readonly SpanIndex[];
  /** What aggregates and `by()` gave this set. */
  readonly values: readonly NamedValue[];
  /** What `select()` asked for. */
  readonly selected: readonly SelectedField[];
}

export function evaluateTraceQL(query: Search, table: TraceReader): TraceQLResult {
  return resultOf(matchingSets(query, query.pipeline, table), table);
}

/** The same, a little at a time. Of a table that grows meanwhile: what it held at first, and some of what came. */
export function* evaluateTraceQLInSteps(query: Search, table: TraceReader): Steps<TraceQLResult> {
  const answers = yield* answersAhead(query.pipeline, table);
  const run = compilePipeline(query.pipeline, { table, text: query.text, answers });
  const { traces } = traceIndexOf(table);
  const sets: Spanset[] = [];
  let passed = 0;
  for (const { traceId, spans } of traces) {
    for (const set of run([{ traceId, spans, values: [], select: [] }])) sets.push(set);
    passed += spans.length;
    if (passed < SPANS_A_STEP) continue;
    passed = 0;
    yield;
  }
  return resultOf(sets, table);
}

function resultOf(sets: readonly Spanset[], table: TraceReader): TraceQLResult {
  return {
    spansets: sets.map((set) => present(set, table)),
    spans: unionOfAll(sets.map(({ spans }) => spans)),
  };
}

/** How a search ends that compares aggregates: `... | count() >= 1 | count() <= 2`. */
export interface FinalAggregate {
  /** The comparisons of its last steps, in order; all of one aggregate. */
  readonly filters: readonly ScalarFilter[];
  /** What the aggregate was in each set that reached them: whether or not it passed. */
  readonly reached: readonly { readonly spans: readonly SpanIndex[]; readonly value: number | undefined }[];
}

/** For messages: the query says whether two were too many, this says how many there were. */
export function finalAggregate(query: Query, table: TraceReader): FinalAggregate | undefined {
  const filters: ScalarFilter[] = [];
  for (const stage of query.pipeline.toReversed()) {
    if (stage.type !== 'scalar-filter') break;
    if (filters[0] !== undefined && !isSameAggregate(filters[0], stage, query.text)) break;
    filters.unshift(stage);
  }
  const [first] = filters;
  if (first === undefined) return undefined;
  const value = compileAggregate(first.aggregate, table);
  const before = matchingSets(query, query.pipeline.slice(0, -filters.length), table);
  return { filters, reached: before.map(({ spans }) => ({ spans, value: value(spans) })) };
}

function isSameAggregate(a: ScalarFilter, b: ScalarFilter, text: string): boolean {
  const textOf = ({ aggregate: { function: name, of } }: ScalarFilter) =>
    `${name} ${of === undefined ? '' : text.slice(of.from, of.to)}`;
  return textOf(a) === textOf(b);
}

function matchingSets(query: Search, pipeline: Pipeline, table: TraceReader): readonly Spanset[] {
  const run = compilePipeline(pipeline, { table, text: query.text });
  return traceIndexOf(table).traces.flatMap(({ traceId, spans }) =>
    run([{ traceId, spans, values: [], select: [] }]),
  );
}

function present(set: Spanset, table: TraceReader): TraceQLSpanset {
  return {
    traceId: table.strings.get(set.traceId),
    spans: set.spans,
    values: set.values,
    selected: set.select.map(({ name, read }) => ({
      name,
      values: set.spans.map((span): AttributeValue | undefined => firstOf(read(span))),
    })),
  };
}
