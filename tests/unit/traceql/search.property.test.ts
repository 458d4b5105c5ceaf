import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import {
  evaluateTraceQL,
  evaluateTraceQLInSteps,
  finished,
  parseTraceQL,
} from '../../../src/trace/traceql/traceql.ts';
import {
  type NaiveFilter,
  type NaiveSpan,
  type NaiveSpansets,
  type NaiveStage,
  naiveSearch,
} from '../../support/naive-traceql.ts';

/** Up to three traces; a span's parent is one before it in the same trace, so that every trace is a forest. */
const spans: fc.Arbitrary<readonly NaiveSpan[]> = fc
  .array(
    fc.record({
      trace: fc.integer({ min: 1, max: 3 }),
      parent: fc.option(fc.nat(20), { nil: undefined }),
      name: fc.constantFrom('a', 'b', 'c'),
      x: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    }),
    { maxLength: 16 },
  )
  .map((drawn) =>
    drawn.map(({ trace, parent, name, x }, index) => {
      const before = drawn.flatMap((other, place) => (place < index && other.trace === trace ? [place] : []));
      const chosen =
        parent === undefined || before.length === 0 ? -1 : (before[parent % before.length] ?? -1);
      return { index, trace, parent: chosen, name, x };
    }),
  );

const filter: fc.Arbitrary<NaiveFilter> = fc.oneof(
  fc.constant({ type: 'all' } as const),
  fc.record({ type: fc.constant('name' as const), is: fc.constantFrom('a', 'b', 'c') }),
  fc.record({
    type: fc.constant('x' as const),
    op: fc.constantFrom('>' as const, '<' as const, '=' as const, '!=' as const),
    value: fc.integer({ min: 0, max: 3 }),
  }),
  fc.constant({ type: 'x-nil' } as const),
  fc.constant({ type: 'root' } as const),
  fc.record({ type: fc.constant('child-count' as const), value: fc.integer({ min: 0, max: 2 }) }),
);
const RELATIONS = ['>', '>>', '<', '<<', '~'];
const OPERATORS = [
  '&&',
  '||',
  ...RELATIONS.flatMap((relation) => [relation, `!${relation}`, `&${relation}`]),
];
const spansets: fc.Arbitrary<NaiveSpansets> = fc.letrec<{ spansets: NaiveSpansets }>((tie) => ({
  spansets: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    filter.map((one) => ({ type: 'filter' as const, filter: one })),
    fc.record({
      type: fc.constant('operation' as const),
      op: fc.constantFrom(...OPERATORS),
      left: tie('spansets'),
      right: tie('spansets'),
    }),
  ),
})).spansets;
const laterStage: fc.Arbitrary<NaiveStage> = fc.oneof(
  spansets.map((of) => ({ type: 'spansets' as const, of })),
  fc.record({
    type: fc.constant('count' as const),
    op: fc.constantFrom('>' as const, '<' as const, '=' as const),
    value: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({
    type: fc.constant('aggregate' as const),
    name: fc.constantFrom('sum' as const, 'min' as const, 'max' as const, 'avg' as const),
    over: fc.integer({ min: 0, max: 4 }),
  }),
  fc.constant({ type: 'by' } as const),
  fc.constant({ type: 'coalesce' } as const),
);
const query = fc
  .tuple(spansets, fc.array(laterStage, { maxLength: 4 }))
  .map(([of, later]): readonly NaiveStage[] => [{ type: 'spansets', of }, ...later]);

function tableOf(all: readonly NaiveSpan[]): TraceTable {
  const table = new TraceTable();
  const id = (index: number) => (index + 1).toString(16).padStart(16, '0');
  const otlp = all.map(({ index, trace, parent, name, x }) => ({
    traceId: String(trace).padStart(32, '0'),
    spanId: id(index),
    ...(parent < 0 ? {} : { parentSpanId: id(parent) }),
    name,
    startTimeUnixNano: `175000000000000000${index % 10}`,
    endTimeUnixNano: '1750000000000000050',
    attributes: x === undefined ? [] : [{ key: 'x', value: { intValue: String(x) } }],
  }));
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: otlp }] }] });
  return table;
}

const textOfStage = (stage: NaiveStage): string => {
  switch (stage.type) {
    case 'spansets':
      return textOfSpansets(stage.of);
    case 'count':
      return `count() ${stage.op} ${stage.value}`;
    case 'aggregate':
      return `${stage.name}(span.x) > ${stage.over}`;
    case 'by':
      return 'by(span.x)';
    case 'coalesce':
      return 'coalesce()';
  }
};

function textOfSpansets(of: NaiveSpansets): string {
  if (of.type === 'filter') return `{ ${textOfFilter(of.filter)} }`;
  return `(${textOfSpansets(of.left)} ${of.op} ${textOfSpansets(of.right)})`;
}

function textOfFilter(of: NaiveFilter): string {
  switch (of.type) {
    case 'all':
      return 'true';
    case 'name':
      return `name = "${of.is}"`;
    case 'x':
      return `span.x ${of.op} ${of.value}`;
    case 'x-nil':
      return 'span.x = nil';
    case 'root':
      return 'nestedSetParent < 0';
    case 'child-count':
      return `childCount = ${of.value}`;
  }
}

it('whole queries find what a naive reader of the documentation finds', () => {
  fc.assert(
    fc.property(spans, query, (all, stages) => {
      const text = stages.map(textOfStage).join(' | ');
      const parsed = parseTraceQL(text);
      if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
      const table = tableOf(all);
      const found = evaluateTraceQL(parsed.query, table);
      expect(found.spans, text).toEqual(naiveSearch(stages, all));
      expect(finished(evaluateTraceQLInSteps(parsed.query, table)), text).toEqual(found);
    }),
    { numRuns: 2_000 },
  );
});
