/**
 * A query against a table: trace by trace, as Tempo does it, and the spans of all matches together.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import { compileAggregate } from './aggregate.ts';
import type { Aggregate, Pipeline, Query } from './ast.ts';
import { compilePipeline, firstOf, type NamedValue, type SelectedField, type Spanset } from './pipeline.ts';
import { unionOfAll } from './span-union.ts';
import { traceIndexOf } from './trace-index.ts';

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

export function evaluateTraceQL(query: Query, table: TraceReader): TraceQLResult {
  const sets = matchingSets(query, query.pipeline, table);
  return {
    spansets: sets.map((set) => present(set, table)),
    spans: unionOfAll(sets.map(({ spans }) => spans)),
  };
}

/** A last step that compares an aggregate, and what it would have compared in each set that reached it. */
export interface FinalAggregate {
  readonly filter: { readonly op: string; readonly value: number; readonly isDuration: boolean };
  readonly aggregate: Aggregate;
  readonly reached: readonly { readonly spans: readonly SpanIndex[]; readonly value: number | undefined }[];
}

/** For messages: `{ ... } | count() <= 2` says whether two were too many, this says how many there were. */
export function finalAggregate(query: Query, table: TraceReader): FinalAggregate | undefined {
  const last = query.pipeline.at(-1);
  if (last?.type !== 'scalar-filter') return undefined;
  const value = compileAggregate(last.aggregate, table);
  const reached = matchingSets(query, query.pipeline.slice(0, -1), table).map(({ spans }) => ({
    spans,
    value: value(spans),
  }));
  return { filter: last, aggregate: last.aggregate, reached };
}

function matchingSets(query: Query, pipeline: Pipeline, table: TraceReader): readonly Spanset[] {
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
