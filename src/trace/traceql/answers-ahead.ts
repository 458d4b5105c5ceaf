/**
 * What each filter of a query says of each span, asked before the pipeline runs. Nearly all the time of a search goes into
 * asking filters, and this is the part that can be interrupted anywhere; what is left only looks answers up.
 *
 *   { name = "a" } >> { status = error }
 *   span      0 1 2 3 ...
 *   filter 1  1 0 0 1        one byte a span
 *   filter 2  0 0 1 0
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import type { Pipeline, SpansetFilter, Stage } from './ast.ts';
import { compileFilter } from './compile-filter.ts';
import type { Steps } from './steps.ts';

/** By the filter's node in the syntax tree. A filter without an expression selects all, and needs no answers. */
export type FilterAnswers = ReadonlyMap<SpansetFilter, Uint8Array>;

/** A millisecond or two, with a field that has to be searched for. */
export const SPANS_A_STEP = 2_048;

export function* answersAhead(pipeline: Pipeline, table: TraceReader): Steps<FilterAnswers> {
  const answers = new Map<SpansetFilter, Uint8Array>();
  const { spanCount } = table;
  for (const filter of filtersOf(pipeline)) {
    if (filter.expression === undefined) continue;
    const matches = compileFilter(filter.expression, table);
    const ofSpans = new Uint8Array(spanCount);
    for (let from = 0; from < spanCount; from += SPANS_A_STEP) {
      const end = Math.min(spanCount, from + SPANS_A_STEP);
      for (let span = from; span < end; span++) if (matches(span as SpanIndex)) ofSpans[span] = 1;
      yield;
    }
    answers.set(filter, ofSpans);
  }
  return answers;
}

function filtersOf(pipeline: Pipeline): readonly SpansetFilter[] {
  const filters: SpansetFilter[] = [];
  const left: Stage[] = [...pipeline];
  for (let stage = left.pop(); stage !== undefined; stage = left.pop()) {
    if (stage.type === 'filter') filters.push(stage);
    else if (stage.type === 'pipeline') left.push(...stage.pipeline);
    else if (stage.type === 'spanset-operation') left.push(stage.left, stage.right);
  }
  return filters;
}
