/** How much of what happened the sampler kept. Here zero is a number like any other: say `atLeast` where it must not be. */
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted } from './words.ts';

type Kept = Extract<CheckRule, { readonly type: 'kept' }>;

export function evaluateKept(rule: Kept, { table }: Evidence): CheckResult {
  const spans = selectSpans(rule.select, table);
  const count =
    rule.unit === 'spans' ? spans.length : new Set(spans.map((span) => table.columns.traceId[span])).size;
  const bounds = [
    rule.exactly === undefined ? [] : [{ words: `exactly ${rule.exactly}`, holds: count === rule.exactly }],
    rule.atLeast === undefined ? [] : [{ words: `at least ${rule.atLeast}`, holds: count >= rule.atLeast }],
    rule.atMost === undefined ? [] : [{ words: `at most ${rule.atMost}`, holds: count <= rule.atMost }],
  ].flat();
  const expected =
    bounds.length === 0
      ? 'a number to compare with'
      : `${bounds.map(({ words }) => words).join(' and ')} ${rule.unit}`;
  const pass = bounds.length > 0 && bounds.every(({ holds }) => holds);
  return { pass, spans, expected, seen: counted(count, rule.unit === 'spans' ? 'span' : 'trace') };
}
