/** How two selections hang together: in one trace, as parent and child, by links. An empty side fails. */
import type { SpanIndex } from '../model/types.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, spanName, spanNames } from './words.ts';

type SameTrace = Extract<CheckRule, { readonly type: 'sameTrace' }>;
type ChildOf = Extract<CheckRule, { readonly type: 'childOf' }>;
type LinksTo = Extract<CheckRule, { readonly type: 'linksTo' }>;
type Spans = readonly SpanIndex[];

/** Each trace that holds one side holds the other. */
export function evaluateSameTrace({ a, b }: SameTrace, { table }: Evidence): CheckResult {
  const left = selectSpans(a, table);
  const right = selectSpans(b, table);
  const expected = `${a} and ${b} in one trace`;
  const missing = missingSide(expected, [a, left], [b, right]);
  if (missing !== undefined) return missing;
  const { traceId } = table.columns;
  const tracesOf = (spans: Spans) => new Set(spans.map((span) => traceId[span] as number));
  const leftTraces = tracesOf(left);
  const rightTraces = tracesOf(right);
  const apart = [
    ...left.filter((span) => !rightTraces.has(traceId[span] as number)),
    ...right.filter((span) => !leftTraces.has(traceId[span] as number)),
  ];
  if (apart.length > 0) {
    const seen = `alone in a trace of their own: ${spanNames(table, apart)}`;
    return { pass: false, spans: apart, expected, seen };
  }
  const traces = leftTraces.size === 1 ? 'one trace' : `${leftTraces.size} traces, each with both`;
  return { pass: true, spans: [...left, ...right], expected, seen: traces };
}

export function evaluateChildOf({ child, parent }: ChildOf, { table }: Evidence): CheckResult {
  const children = selectSpans(child, table);
  const parents = new Set<number>(selectSpans(parent, table));
  const expected = `each ${child} directly under ${parent}`;
  const missing = missingSide(expected, [child, children], [parent, [...parents] as SpanIndex[]]);
  if (missing !== undefined) return missing;
  const astray = children.filter((span) => !parents.has(table.columns.parent[span] as number));
  const [first] = astray;
  if (first === undefined) {
    return { pass: true, spans: children, expected, seen: `all ${counted(children.length, 'span')}` };
  }
  const above = table.columns.parent[first] as SpanIndex;
  const place =
    above >= 0
      ? `under ${spanName(table, above)}`
      : table.columns.parentSpanId[first] === 0
        ? 'without a parent'
        : 'under a parent that did not arrive';
  const others = astray.length > 1 ? `, and ${astray.length - 1} more elsewhere` : '';
  return { pass: false, spans: astray, expected, seen: `${spanName(table, first)} ${place}${others}` };
}

export function evaluateLinksTo({ from, to }: LinksTo, { table }: Evidence): CheckResult {
  const sources = selectSpans(from, table);
  const targets = selectSpans(to, table);
  const expected = `each ${from} links to ${to}`;
  const missing = missingSide(expected, [from, sources], [to, targets]);
  if (missing !== undefined) return missing;
  const isTarget = new Set(targets);
  const linked: SpanIndex[] = [];
  const unlinked: SpanIndex[] = [];
  for (const span of sources) {
    const ends = table.links(span).map((link) => table.findSpan(link.traceId, link.spanId));
    const end = ends.find((target) => target !== undefined && isTarget.has(target));
    if (end === undefined) unlinked.push(span);
    else linked.push(span, end);
  }
  if (unlinked.length === 0) {
    return { pass: true, spans: linked, expected, seen: `all ${counted(sources.length, 'span')}` };
  }
  const withLinks = unlinked.filter((span) => table.links(span).length > 0);
  const why = withLinks.length > 0 ? 'linked elsewhere' : 'without a link';
  return { pass: false, spans: unlinked, expected, seen: `${why}: ${spanNames(table, unlinked)}` };
}

function missingSide(
  expected: string,
  ...sides: readonly (readonly [query: string, spans: Spans])[]
): CheckResult | undefined {
  const empty = sides.filter(([, spans]) => spans.length === 0);
  if (empty.length === 0) return undefined;
  const found = sides.flatMap(([, spans]) => spans);
  const seen = `no span matches ${empty.map(([query]) => query).join(', nor ')}`;
  return { pass: false, spans: found, expected, seen };
}
