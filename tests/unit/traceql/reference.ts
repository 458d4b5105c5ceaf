/**
 * TraceQL by the letter, for comparison: every relation is asked of every pair of spans, every condition of every span.
 * Quadratic and plain, so that it is easy to believe.
 */
import type { TraceReader } from '../../../src/trace/model/types.ts';

export interface NaiveSpan {
  readonly index: number;
  readonly trace: number;
  readonly parent: number;
  readonly hasParentId: boolean;
}

export function naiveSpans(table: TraceReader): readonly NaiveSpan[] {
  const { traceId, parent, parentSpanId } = table.columns;
  return Array.from({ length: table.spanCount }, (_, index) => ({
    index,
    trace: traceId[index] ?? 0,
    parent: parent[index] ?? -1,
    hasParentId: parentSpanId[index] !== 0,
  }));
}

/** `relation` between a span of the left side and one of the right. */
export function isRelated(
  relation: string,
  left: NaiveSpan,
  right: NaiveSpan,
  all: readonly NaiveSpan[],
): boolean {
  if (left.trace !== right.trace) return false;
  switch (relation) {
    case '>':
      return right.parent === left.index;
    case '<':
      return left.parent === right.index;
    case '>>':
      return isAncestor(left, right, all);
    case '<<':
      return isAncestor(right, left, all);
    case '~':
      if (left.index === right.index) return false;
      if (left.parent >= 0) return left.parent === right.parent;
      return !left.hasParentId && !right.hasParentId && right.parent < 0;
    default:
      throw new Error(`No such relation: ${relation}`);
  }
}

/** Follows parents from `below`, as many steps as there are spans: circles included. */
function isAncestor(above: NaiveSpan, below: NaiveSpan, all: readonly NaiveSpan[]): boolean {
  let at = below.parent;
  for (let step = 0; step < all.length && at >= 0; step++) {
    if (at === above.index) return true;
    at = all[at]?.parent ?? -1;
  }
  return false;
}

export type Spanset = ReadonlySet<number>;

/** One operator on two sides of the same query, trace by trace. */
export function naiveOperation(
  op: string,
  left: Spanset,
  right: Spanset,
  all: readonly NaiveSpan[],
): Spanset {
  const spansOf = (set: Spanset) => all.filter(({ index }) => set.has(index));
  const found = new Set<number>();
  for (const trace of new Set(all.map((span) => span.trace))) {
    const l = spansOf(left).filter((span) => span.trace === trace);
    const r = spansOf(right).filter((span) => span.trace === trace);
    const add = (spans: readonly NaiveSpan[]) => {
      for (const { index } of spans) found.add(index);
    };
    if (op === '||') add([...l, ...r]);
    else if (op === '&&') {
      if (l.length > 0 && r.length > 0) add([...l, ...r]);
    } else {
      const relation = op.replace(/[!&]/, '');
      const matches = (span: NaiveSpan) => l.some((other) => isRelated(relation, other, span, all));
      add(r.filter((span) => matches(span) !== op.startsWith('!')));
      if (op.startsWith('&'))
        add(l.filter((span) => r.some((other) => isRelated(relation, span, other, all))));
    }
  }
  return found;
}
