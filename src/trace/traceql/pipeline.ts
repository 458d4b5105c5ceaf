/**
 * A pipeline as a function from spansets to spansets. It is given one trace at a time; a step that leaves a set empty
 * drops it, and when all are dropped the later steps see nothing.
 */
import type { AttributeValue, SpanIndex, StringId, TraceReader } from '../model/types.ts';
import { compareScalars, compileAggregate } from './aggregate.ts';
import type { FilterAnswers } from './answers-ahead.ts';
import type {
  FieldExpression,
  FieldReference,
  GroupStage,
  Pipeline,
  ScalarFilter,
  SpansetExpression,
  Stage,
} from './ast.ts';
import { compileFilter, compileValue } from './compile-filter.ts';
import type { ReadField } from './fields.ts';
import { unionOf, unionOfAll } from './span-union.ts';
import { relate } from './structural.ts';
import { groupKey, Several } from './values.ts';
import { spendWork } from './work-limit.ts';

/** One value the query worked out, named as the query wrote it: `count()`, `by(name)`. */
export interface NamedValue {
  readonly name: string;
  readonly value: AttributeValue | undefined;
}
/** A field of `select(...)`, with its value for each span of the set, in the same order. */
export interface SelectedField {
  readonly name: string;
  readonly values: readonly (AttributeValue | undefined)[];
}

export interface Spanset {
  readonly traceId: StringId;
  /** Never empty; in index order. */
  readonly spans: readonly SpanIndex[];
  readonly values: readonly NamedValue[];
  readonly select: readonly { readonly name: string; readonly read: ReadField }[];
}

type Step = (sets: readonly Spanset[]) => readonly Spanset[];

interface Compilation {
  readonly table: TraceReader;
  readonly text: string;
  /** Where its filters have been asked already. */
  readonly answers?: FilterAnswers;
}

export function compilePipeline(pipeline: Pipeline, compilation: Compilation): Step {
  const steps = pipeline.map((stage) => compileStage(stage, compilation));
  return (sets) => {
    let current = sets;
    for (const step of steps) {
      if (current.length === 0) return current;
      spendWork(current.reduce((spans, set) => spans + set.spans.length, 1));
      current = step(current);
    }
    return current;
  };
}

function compileStage(stage: Stage, compilation: Compilation): Step {
  switch (stage.type) {
    case 'scalar-filter':
      return scalarFilter(stage, compilation);
    case 'group':
      return group(stage, compilation);
    case 'select':
      return select(stage.fields, compilation);
    case 'coalesce':
      return coalesce;
    default: {
      const spansOf = compileSpansets(stage, compilation);
      return (sets) =>
        sets.flatMap((set) => {
          const spans = spansOf(set);
          return spans.length === 0 ? [] : [{ ...set, spans }];
        });
    }
  }
}

type SpansOf = (set: Spanset) => readonly SpanIndex[];

function compileSpansets(expression: SpansetExpression, compilation: Compilation): SpansOf {
  switch (expression.type) {
    case 'filter': {
      if (expression.expression === undefined) return (set) => set.spans;
      const answers = compilation.answers?.get(expression);
      if (answers !== undefined) return (set) => set.spans.filter((span) => answers[span] === 1);
      const matches = compileFilter(expression.expression, compilation.table);
      const conditions = sizeOf(expression.expression);
      return (set) => {
        spendWork(set.spans.length * conditions);
        return set.spans.filter(matches);
      };
    }
    case 'pipeline': {
      const step = compilePipeline(expression.pipeline, compilation);
      return (set) => unionOfAll(step([set]).map(({ spans }) => spans));
    }
    case 'spanset-operation': {
      const left = compileSpansets(expression.left, compilation);
      const right = compileSpansets(expression.right, compilation);
      const { op } = expression;
      if (op === '||') return (set) => unionOf(left(set), right(set));
      if (op === '&&') return (set) => bothOrNone(left(set), right(set));
      return (set) => {
        spendWork(set.spans.length);
        return relate(op, left(set), right(set), compilation.table);
      };
    }
  }
}

/** How many conditions and fields an expression has. Iterative: chains are as long as people write them. */
function sizeOf(expression: FieldExpression): number {
  let size = 0;
  const waiting = [expression];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    size++;
    if (next.type === 'binary') waiting.push(next.left, next.right);
    else if (next.type === 'unary' || next.type === 'exists') waiting.push(next.operand);
  }
  return size;
}

/** `&&` is about the trace: where both sides found something, all they found. */
function bothOrNone(left: readonly SpanIndex[], right: readonly SpanIndex[]): readonly SpanIndex[] {
  return left.length === 0 || right.length === 0 ? [] : unionOf(left, right);
}

function scalarFilter(stage: ScalarFilter, { table, text }: Compilation): Step {
  const aggregate = compileAggregate(stage.aggregate, table);
  const { function: name, of } = stage.aggregate;
  const label = `${name}(${of === undefined ? '' : text.slice(of.from, of.to)})`;
  return (sets) =>
    sets.flatMap((set) => {
      const value = aggregate(set.spans);
      if (value === undefined || !compareScalars(stage.op, value, stage.value)) return [];
      return [{ ...set, values: [...set.values, { name: label, value }] }];
    });
}

/** Groups come in the order in which their first spans do; spans without the value are a group too. */
function group(stage: GroupStage, { table, text }: Compilation): Step {
  const read = compileValue(stage.by, table);
  const name = `by(${text.slice(stage.by.from, stage.by.to)})`;
  return (sets) =>
    sets.flatMap((set) => {
      const groups = new Map<
        string,
        { readonly value: AttributeValue | undefined; readonly spans: SpanIndex[] }
      >();
      for (const span of set.spans) {
        const value = read(span);
        const key = groupKey(value);
        const members = groups.get(key);
        if (members === undefined) groups.set(key, { value: firstOf(value), spans: [span] });
        else members.spans.push(span);
      }
      return Array.from(groups.values(), ({ value, spans }) => ({
        ...set,
        spans,
        values: [...set.values, { name, value }],
      }));
    });
}

function select(fields: readonly FieldReference[], { table, text }: Compilation): Step {
  const selected = fields.map((field) => ({
    name: text.slice(field.from, field.to),
    read: compileValue(field, table),
  }));
  return (sets) => sets.map((set) => ({ ...set, select: [...set.select, ...selected] }));
}

const coalesce: Step = (sets) => {
  const [first] = sets;
  if (first === undefined) return sets;
  return [{ ...first, spans: unionOfAll(sets.map(({ spans }) => spans)), values: [] }];
};

/** Where a span has several values (events, links), the first speaks for it. */
export function firstOf(value: ReturnType<ReadField>): AttributeValue | undefined {
  return value instanceof Several ? value.values[0] : value;
}
