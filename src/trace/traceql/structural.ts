/**
 * Relations between the spans of one trace: which spans of the right side have a child, parent, descendant, ancestor or
 * sibling on the left side. The result is always spans of the right side, in index order; `&` adds those of the left
 * that made them match, `!` takes the rest of the right instead.
 *
 *     A                { A } >  { B } : B        { B } <  { A } : A
 *     +- B             { A } >> { C } : C        { C } << { A } : A
 *     |  +- C          { B } ~  { D } : D
 *     +- D
 *
 * "Descendant" is: reached by following parents one step or more. On data whose parents run in a circle every span of
 * the circle is thereby an ancestor of itself, and the walk still ends. All relations are linear in the sides plus the
 * spans between them and their roots, whatever the depth: an answer once found is kept for every span passed on the way.
 */
import type { SpanIndex, TraceReader } from '../model/types.ts';
import type { Relation, StructuralOperator } from './ast.ts';
import { unionOf } from './span-union.ts';

type Spans = readonly SpanIndex[];

export function relate(op: StructuralOperator, left: Spans, right: Spans, table: TraceReader): Spans {
  const relation = op.replace(/[!&]/, '') as Relation;
  const related = rightOf(relation, left, right, table);
  if (op.startsWith('!')) {
    const excluded = new Set(related);
    return right.filter((span) => !excluded.has(span));
  }
  if (op.startsWith('&')) return unionOf(related, rightOf(INVERSE[relation], right, left, table));
  return related;
}

const INVERSE: { readonly [relation in Relation]: Relation } = {
  '>': '<',
  '<': '>',
  '>>': '<<',
  '<<': '>>',
  '~': '~',
};

function rightOf(relation: Relation, left: Spans, right: Spans, table: TraceReader): Spans {
  if (left.length === 0 || right.length === 0) return [];
  const { parent } = table.columns;
  switch (relation) {
    case '>': {
      const isLeft = new Set<number>(left);
      return right.filter((span) => isLeft.has(parent[span] as number));
    }
    case '<': {
      const isParent = new Set<number>(left.map((span) => parent[span] as number));
      return right.filter((span) => isParent.has(span));
    }
    case '>>':
      return descendants(left, right, parent);
    case '<<':
      return ancestors(left, right, parent);
    case '~':
      return siblings(left, right, table);
  }
}

/**
 * Each walk upwards ends at a span on the left (then all it passed have an ancestor there), at a root, or at a span
 * passed before. What is passed counts as having none until then: that ends circles, too, and rightly, for a circle
 * with a span on the left ends the walk at that span.
 */
function descendants(left: Spans, right: Spans, parent: Int32Array): Spans {
  const isLeft = new Set<number>(left);
  const hasAncestor = new Map<number, boolean>();
  const passed: number[] = [];
  return right.filter((start) => {
    let span: number = start;
    let found = hasAncestor.get(span);
    while (found === undefined) {
      hasAncestor.set(span, false);
      passed.push(span);
      span = parent[span] as number;
      found = span < 0 ? false : isLeft.has(span) || hasAncestor.get(span);
    }
    if (found) for (const below of passed) hasAncestor.set(below, true);
    passed.length = 0;
    return found;
  });
}

function ancestors(left: Spans, right: Spans, parent: Int32Array): Spans {
  const isAncestor = new Set<number>();
  for (const span of left) {
    let above = parent[span] as number;
    while (above >= 0 && !isAncestor.has(above)) {
      isAncestor.add(above);
      above = parent[above] as number;
    }
  }
  return right.filter((span) => isAncestor.has(span));
}

/** Key under which the roots of a trace are siblings of each other, as in Tempo. */
const ROOTS = -1;

/** Spans whose parent has not arrived have no known siblings. A span is not its own sibling. */
function siblings(left: Spans, right: Spans, { columns }: TraceReader): Spans {
  const parentKey = (span: SpanIndex): number | undefined => {
    const parent = columns.parent[span] as number;
    if (parent >= 0) return parent;
    return columns.parentSpanId[span] === 0 ? ROOTS : undefined;
  };
  const leftByParent = new Map<number, { count: number; readonly first: SpanIndex }>();
  for (const span of left) {
    const key = parentKey(span);
    if (key === undefined) continue;
    const group = leftByParent.get(key);
    if (group === undefined) leftByParent.set(key, { count: 1, first: span });
    else group.count++;
  }
  return right.filter((span) => {
    const key = parentKey(span);
    const group = key === undefined ? undefined : leftByParent.get(key);
    return group !== undefined && (group.count > 1 || group.first !== span);
  });
}
