/** How much of what happened the sampler kept. Here zero is a number like any other: say `atLeast` where it must not be. */
import { explainMiss } from './explain-miss.ts';
import { readQuery, selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted } from './words.ts';

type Kept = Extract<CheckRule, { readonly type: 'kept' }>;

export function evaluateKept(rule: Kept, { table }: Evidence): CheckResult {
  const spans = selectSpans(rule.select, table);
  const count =
    rule.unit === 'spans' ? spans.length : new Set(spans.map((span) => table.columns.traceId[span])).size;
  const bounds = [
    { words: 'exactly', limit: rule.exactly, holds: count === rule.exactly },
    { words: 'at least', limit: rule.atLeast, holds: count >= (rule.atLeast ?? 0) },
    { words: 'at most', limit: rule.atMost, holds: count <= (rule.atMost ?? 0) },
  ].filter(({ limit }) => limit !== undefined);
  const noun = rule.unit === 'spans' ? 'span' : 'trace';
  const expected = bounds.map(({ words, limit }, index) => {
    return `${words} ${index === bounds.length - 1 ? counted(limit ?? 0, noun) : limit}`;
  });
  const pass = bounds.length > 0 && bounds.every(({ holds }) => holds);
  const wanted = bounds.length === 0 ? 'a number to compare with' : expected.join(' and ');
  const why = pass || count > 0 ? '' : `: ${explainMiss(readQuery(rule.select), table)}`;
  return { pass, spans, expected: wanted, seen: `${counted(count, noun)}${why}` };
}
