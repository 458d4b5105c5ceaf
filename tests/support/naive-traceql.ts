/**
 * TraceQL searches by the letter, for comparison: a query is data, each step is a few lines over plain lists of spans.
 * Nothing is compiled, no column is read, nothing is kept between two traces. Quadratic and plain, so that it is easy to
 * believe. Written from Tempo's documentation, without a look at the engine.
 */
export interface NaiveSpan {
  readonly index: number;
  readonly trace: number;
  /** Index of the parent; -1 for a root. */
  readonly parent: number;
  readonly name: string;
  readonly x: number | undefined;
}

export type NaiveFilter =
  | { readonly type: 'all' }
  | { readonly type: 'name'; readonly is: string }
  | { readonly type: 'x'; readonly op: '>' | '<' | '=' | '!='; readonly value: number }
  | { readonly type: 'x-nil' }
  | { readonly type: 'root' }
  | { readonly type: 'child-count'; readonly value: number };

export type NaiveSpansets =
  | { readonly type: 'filter'; readonly filter: NaiveFilter }
  | {
      readonly type: 'operation';
      readonly op: string;
      readonly left: NaiveSpansets;
      readonly right: NaiveSpansets;
    };

export type NaiveStage =
  | { readonly type: 'spansets'; readonly of: NaiveSpansets }
  | { readonly type: 'count'; readonly op: '>' | '<' | '='; readonly value: number }
  | { readonly type: 'aggregate'; readonly name: 'sum' | 'min' | 'max' | 'avg'; readonly over: number }
  | { readonly type: 'by' }
  | { readonly type: 'coalesce' };

type Spans = readonly NaiveSpan[];

/** The indexes of the spans that the query finds, each once, in order. */
export function naiveSearch(stages: readonly NaiveStage[], all: Spans): readonly number[] {
  const found = new Set<number>();
  for (const trace of new Set(all.map((span) => span.trace))) {
    const whole = all.filter((span) => span.trace === trace);
    let sets: readonly Spans[] = [whole];
    for (const stage of stages) sets = naiveStage(stage, sets, whole).filter((set) => set.length > 0);
    for (const set of sets) for (const span of set) found.add(span.index);
  }
  return [...found].sort((a, b) => a - b);
}

function naiveStage(stage: NaiveStage, sets: readonly Spans[], whole: Spans): readonly Spans[] {
  switch (stage.type) {
    case 'spansets':
      return sets.map((set) => naiveSpansets(stage.of, set, whole));
    case 'count':
      return sets.filter((set) => compare(set.length, stage.op, stage.value));
    case 'aggregate':
      return sets.filter((set) => {
        const values = set.flatMap(({ x }) => (x === undefined ? [] : [x]));
        return values.length > 0 && aggregate(stage.name, values) > stage.over;
      });
    case 'by':
      return sets.flatMap((set) =>
        [...new Set(set.map(({ x }) => x))].map((value) => set.filter(({ x }) => x === value)),
      );
    case 'coalesce':
      return [whole.filter((span) => sets.some((set) => set.includes(span)))];
  }
}

function naiveSpansets(of: NaiveSpansets, set: Spans, whole: Spans): Spans {
  if (of.type === 'filter') return set.filter((span) => naiveFilter(of.filter, span, whole));
  const left = naiveSpansets(of.left, set, whole);
  const right = naiveSpansets(of.right, set, whole);
  const both = whole.filter((span) => left.includes(span) || right.includes(span));
  if (of.op === '||') return both;
  if (of.op === '&&') return left.length > 0 && right.length > 0 ? both : [];
  const relation = of.op.replace(/^[!&]/, '');
  const hasLeft = (span: NaiveSpan) => left.some((other) => isRelated(relation, other, span, whole));
  if (of.op.startsWith('!')) return right.filter((span) => !hasLeft(span));
  const matched = right.filter(hasLeft);
  if (!of.op.startsWith('&')) return matched;
  const leftMatched = left.filter((span) => right.some((other) => isRelated(relation, span, other, whole)));
  return whole.filter((span) => matched.includes(span) || leftMatched.includes(span));
}

function isRelated(relation: string, left: NaiveSpan, right: NaiveSpan, whole: Spans): boolean {
  switch (relation) {
    case '>':
      return right.parent === left.index;
    case '<':
      return left.parent === right.index;
    case '>>':
      return ancestors(right, whole).includes(left.index);
    case '<<':
      return ancestors(left, whole).includes(right.index);
    default:
      return left.index !== right.index && left.parent === right.parent;
  }
}

function ancestors(span: NaiveSpan, whole: Spans): readonly number[] {
  const parent = whole.find(({ index }) => index === span.parent);
  return parent === undefined ? [] : [parent.index, ...ancestors(parent, whole)];
}

function naiveFilter(filter: NaiveFilter, span: NaiveSpan, whole: Spans): boolean {
  switch (filter.type) {
    case 'all':
      return true;
    case 'name':
      return span.name === filter.is;
    case 'x':
      return span.x !== undefined && compare(span.x, filter.op, filter.value);
    case 'x-nil':
      return span.x === undefined;
    case 'root':
      return span.parent < 0;
    case 'child-count':
      return whole.filter(({ parent }) => parent === span.index).length === filter.value;
  }
}

function compare(left: number, op: string, right: number): boolean {
  if (op === '>') return left > right;
  if (op === '<') return left < right;
  return (left === right) === (op === '=');
}

function aggregate(name: 'sum' | 'min' | 'max' | 'avg', values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'sum':
      return sum;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'avg':
      return sum / values.length;
  }
}
