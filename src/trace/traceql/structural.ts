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
import { traceIndexOf } from './trace-index.ts';

type Spans = readonly SpanIndex[];

export function relate(op: StructuralOperator, left: Spans, right: Spans, table: TraceReader): Spans {
  const relation = op.replace(/[!&]/, '') as Relation;
  const related = rightOf(relation, left, right, table);
  if (op.startsWith('!')) return without(right, related);
  if (op.startsWith('&')) return unionOf(related, rightOf(INVERSE[relation], right, left, table));
  return related;
}

/** Both lists are in index order, and all of `excluded` is in `spans`. */
function without(spans: Spans, excluded: Spans): Spans {
  let next = 0;
  return spans.filter((span) => {
    if (excluded[next] !== span) return true;
    next++;
    return false;
  });
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
  const { marks } = traceIndexOf(table);
  switch (relation) {
    case '>':
      for (const span of left) marks[span] = LEFT;
      return takeMarked(right, (span) => marks[parent[span] as number] === LEFT, left, marks);
    case '<': {
      const parents = left.map((span) => parent[span] as SpanIndex).filter((span) => span >= 0);
      for (const span of parents) marks[span] = LEFT;
      return takeMarked(right, (span) => marks[span] === LEFT, parents, marks);
    }
    case '>>':
      return descendants(left, right, parent, marks);
    case '<<':
      return ancestors(left, right, parent, marks);
    case '~':
      return siblings(left, right, table);
  }
}

/**
 * The relations mark spans in one byte each, borrowed from the table's index, and wipe what they marked: a search over
 * many small traces so pays for the spans of each trace, and not for the whole table once per trace.
 */
const LEFT = 1;
const WITHOUT_ANCESTOR = 2;
const WITH_ANCESTOR = 4;

function takeMarked(
  right: Spans,
  isWanted: (span: SpanIndex) => boolean,
  marked: Spans,
  marks: Uint8Array,
): Spans {
  const taken = right.filter(isWanted);
  for (const span of marked) marks[span] = 0;
  return taken;
}

/**
 * Each walk upwards ends at a span on the left (then all it passed have an ancestor there), at a root, or at a span
 * passed before. What is passed counts as having none until then: that ends circles, too, and rightly, for a circle
 * with a span on the left ends the walk at that span.
 */
function descendants(left: Spans, right: Spans, parent: Int32Array, marks: Uint8Array): Spans {
  for (const span of left) marks[span] = LEFT;
  const marked = [...left];
  const isDescendant = (start: SpanIndex): boolean => {
    const firstPassed = marked.length;
    let span: SpanIndex = start;
    let isFound: boolean;
    for (;;) {
      const mark = marks[span] as number;
      if ((mark & (WITH_ANCESTOR | WITHOUT_ANCESTOR)) !== 0) {
        isFound = (mark & WITH_ANCESTOR) !== 0;
        break;
      }
      marks[span] = mark | WITHOUT_ANCESTOR;
      marked.push(span);
      span = parent[span] as SpanIndex;
      isFound = span >= 0 && ((marks[span] as number) & LEFT) !== 0;
      if (isFound || span < 0) break;
    }
    if (isFound) {
      for (let passed = firstPassed; passed < marked.length; passed++) {
        const below = marked[passed] as SpanIndex;
        marks[below] = ((marks[below] as number) & LEFT) | WITH_ANCESTOR;
      }
    }
    return isFound;
  };
  return takeMarked(right, isDescendant, marked, marks);
}

function ancestors(left: Spans, right: Spans, parent: Int32Array, marks: Uint8Array): Spans {
  const marked: SpanIndex[] = [];
  for (const span of left) {
    let above = parent[span] as SpanIndex;
    while (above >= 0 && marks[above] === 0) {
      marks[above] = LEFT;
      marked.push(above);
      above = parent[above] as SpanIndex;
    }
  }
  return takeMarked(right, (span) => marks[span] === LEFT, marked, marks);
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
