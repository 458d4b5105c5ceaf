/**
 * Spans sorted by what `by(...)` reads from them, and within a group by time: the raw material of every function.
 * Memory grows with groups times bins, so both are bounded.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import type { FieldReference } from './ast.ts';
import { compileValue } from './compile-filter.ts';
import type { ReadField } from './fields.ts';
import { firstOf } from './pipeline.ts';
import { groupKey } from './values.ts';

/** The name as the query wrote it; a span without the field has the value undefined, Tempo's nil. */
export interface SeriesLabel {
  readonly name: string;
  readonly value: AttributeValue | undefined;
}

export interface Group {
  readonly labels: readonly SeriesLabel[];
  readonly spans: SpanIndex[];
}

/** More series than this are no chart; what is beyond is told, not drawn. */
export const MAX_GROUPS = 1_000;

export interface Groups {
  readonly groups: readonly Group[];
  /** Groups that were left out, because there were more than {@link MAX_GROUPS}. */
  readonly leftOut: number;
}

export function groupSpans(
  spans: readonly SpanIndex[],
  by: readonly FieldReference[],
  table: TraceReader,
  text: string,
): Groups {
  const fields = by.map((field) => ({
    name: text.slice(field.from, field.to),
    read: compileValue(field, table),
  }));
  const groups = new Map<string, Group>();
  const leftOut = new Set<string>();
  for (const span of spans) {
    const values = fields.map(({ read }) => read(span));
    const key = fields.length === 1 ? groupKey(values[0]) : JSON.stringify(values.map(groupKey));
    const known = groups.get(key);
    if (known !== undefined) known.spans.push(span);
    else if (groups.size >= MAX_GROUPS) leftOut.add(key);
    else groups.set(key, { labels: labelsOf(fields, values), spans: [span] });
  }
  return { groups: [...groups.values()], leftOut: leftOut.size };
}

function labelsOf(
  fields: readonly { readonly name: string }[],
  values: readonly ReturnType<ReadField>[],
): readonly SeriesLabel[] {
  return fields.map(({ name }, index) => ({ name, value: firstOf(values[index]) }));
}
