/** No statement runs again and again under one parent: the N+1 shape. It must have seen queries to say so. */
import { findRepeatedQueries, type RepeatedGroup } from '../analysis/repeated-queries.ts';
import { buildTraceTree } from '../model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../model/types.ts';
import { relate } from '../traceql/structural.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, shorten, spanName } from './words.ts';

type NoRepeatedQuery = Extract<CheckRule, { readonly type: 'noRepeatedQuery' }>;

export function evaluateNoRepeatedQuery(
  { under, max = 1 }: NoRepeatedQuery,
  { table }: Evidence,
): CheckResult {
  const expected =
    max === 1
      ? 'no statement more than once under one parent'
      : `at most ${max} of a statement under one parent`;
  const roots = selectSpans(under, table);
  if (roots.length === 0) return { pass: false, spans: [], expected, seen: `no span matches ${under}` };
  const tree = buildTraceTree(table);
  const seen = queriesBelow(roots, table);
  const groups = new Map<SpanIndex, RepeatedGroup>();
  for (const root of outermost(roots, table)) {
    for (const group of findRepeatedQueries(table, { under: root, tree })) {
      const [first] = group.spans;
      if (first !== undefined && group.spans.length > max) groups.set(first, group);
    }
  }
  const [worst, ...others] = [...groups.values()].sort((a, b) => b.spans.length - a.spans.length);
  if (worst !== undefined) {
    const more = others.length === 0 ? '' : `, and ${counted(others.length, 'more statement')}`;
    const words = `${worst.spans.length} × ${shorten(worst.text)} under ${spanName(table, worst.parent)}${more}`;
    return { pass: false, spans: [worst, ...others].flatMap(({ spans }) => spans), expected, seen: words };
  }
  if (seen.length === 0) return { pass: false, spans: roots, expected, seen: `no query under ${under}` };
  return {
    pass: true,
    spans: seen,
    expected,
    seen: `${seen.length === 1 ? '1 query' : `${seen.length} queries`}, none repeated`,
  };
}

const QUERIES = '{ span.db.query.text != nil || span.db.statement != nil }';

/** Spans with a statement, by either name of the attribute. */
function queriesBelow(roots: readonly SpanIndex[], table: TraceReader): readonly SpanIndex[] {
  return relate('>>', roots, selectSpans(QUERIES, table), table);
}

/** A selected span below another one is covered by that: looking under each would be quadratic in a chain. */
function outermost(spans: readonly SpanIndex[], table: TraceReader): readonly SpanIndex[] {
  const outer = relate('!>>', spans, spans, table);
  return outer.length > 0 ? outer : spans.slice(0, 1);
}
