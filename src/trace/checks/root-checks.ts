/** One beginning, and no loose ends. */
import { findOrphans } from '../analysis/orphans.ts';
import type { SpanIndex } from '../model/types.ts';
import { selectSpans } from './select-spans.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';
import { counted, spanNames } from './words.ts';

type OnlyRoot = Extract<CheckRule, { readonly type: 'onlyRoot' }>;
type NoOrphans = Extract<CheckRule, { readonly type: 'noOrphans' }>;

/** A root is a span sent without a parent id; one whose parent is missing is an orphan, and another check's business. */
export function evaluateOnlyRoot({ select }: OnlyRoot, { table }: Evidence): CheckResult {
  const selected = new Set(selectSpans(select, table));
  const roots: SpanIndex[] = [];
  for (let span = 0 as SpanIndex; span < table.spanCount; span++) {
    if (table.columns.parentSpanId[span] === 0) roots.push(span);
  }
  const [root] = roots;
  const expected = `one root, ${select}`;
  if (root === undefined) return { pass: false, spans: [], expected, seen: 'no span without a parent' };
  const seen = `${counted(roots.length, 'root')}: ${spanNames(table, roots)}`;
  if (roots.length === 1 && selected.has(root)) return { pass: true, spans: roots, expected, seen };
  const others = roots.filter((span) => !selected.has(span));
  return { pass: false, spans: others.length > 0 ? others : roots, expected, seen };
}

export function evaluateNoOrphans(_: NoOrphans, { table }: Evidence): CheckResult {
  const orphans = findOrphans(table);
  const expected = 'every parent in the trace';
  if (orphans.length > 0) {
    const seen = `${counted(orphans.length, 'orphan')}: ${spanNames(table, orphans)}`;
    return { pass: false, spans: orphans, expected, seen };
  }
  const children: SpanIndex[] = [];
  for (let span = 0 as SpanIndex; span < table.spanCount; span++) {
    if (table.columns.parentSpanId[span] !== 0) children.push(span);
  }
  const seen =
    children.length === 0 ? 'no span names a parent' : `all parents of ${counted(children.length, 'span')}`;
  return { pass: true, spans: children, expected, seen };
}
