/**
 * All selected spans run at once. That is so exactly when the last to start does before the first to end:
 *
 *     |=====|                       |=====|
 *       |=====|     overlap               |=====|     do not: one began when the other was over
 *         |=====|
 */
import type { SpanIndex } from '../model/types.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, durationWords, spanName } from './words.ts';

type Overlap = Extract<CheckRule, { readonly type: 'overlap' }>;

export function evaluateOverlap({ select }: Overlap, { table }: Evidence): CheckResult {
  const spans = selectSpans(select, table);
  const expected = 'all at the same time, at least two';
  if (spans.length < 2) {
    return { pass: false, spans, expected, seen: `${counted(spans.length, 'span')} for ${select}` };
  }
  const { startNs } = table.columns;
  const lastToStart = spans.reduce((a, b) => ((startNs[b] as number) > (startNs[a] as number) ? b : a));
  // The one to compare with is the first to end of the *others*: a span of no length overlaps what it lies in.
  const endNs = (span: SpanIndex) => knownOrOpen(table.columns.endNs[span] as number);
  const others = spans.filter((span) => span !== lastToStart);
  const firstToEnd = others.reduce((a, b) => (endNs(b) < endNs(a) ? b : a));
  const gapNs = (startNs[lastToStart] as number) - endNs(firstToEnd);
  if (gapNs < 0) return { pass: true, spans, expected, seen: `${spans.length} at the same time` };
  const when = gapNs === 0 ? 'just as' : `${durationWords(gapNs)} after`;
  const seen = `${spanName(table, lastToStart)} began ${when} ${spanName(table, firstToEnd)} had ended`;
  return { pass: false, spans: [firstToEnd, lastToStart], expected, seen };
}

/** A span still open runs until further notice. */
function knownOrOpen(endNs: number): number {
  return Number.isNaN(endNs) ? Number.POSITIVE_INFINITY : endNs;
}
