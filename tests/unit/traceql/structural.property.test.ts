import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import {
  evaluateTraceQL,
  evaluateTraceQLInSteps,
  finished,
  parseTraceQL,
} from '../../../src/trace/traceql/traceql.ts';
import { naiveOperation, naiveSpans, type Spanset } from './reference.ts';

const RELATIONS = ['>', '>>', '<', '<<', '~'];
const OPERATORS = [
  '&&',
  '||',
  ...RELATIONS,
  ...RELATIONS.map((r) => `!${r}`),
  ...RELATIONS.map((r) => `&${r}`),
];

/** A span's parent is any span at all, itself and later ones included (circles), one that never arrives, or none. */
const spanArbitrary = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  trace: fc.integer({ min: 0, max: 1 }),
  parent: fc.oneof(
    { weight: 4, arbitrary: fc.nat(14) },
    fc.constant('absent' as const),
    fc.constant('none' as const),
  ),
});
type GeneratedSpan = typeof spanArbitrary extends fc.Arbitrary<infer Span> ? Span : never;

function tableOf(spans: readonly GeneratedSpan[]): TraceTable {
  const table = new TraceTable();
  const id = (index: number) => (index + 1).toString(16).padStart(16, '0');
  table.appendTraces({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spans.map(({ name, trace, parent }, index) => ({
              traceId: (trace + 1).toString(16).padStart(32, '0'),
              spanId: id(index),
              ...(parent === 'none'
                ? {}
                : { parentSpanId: parent === 'absent' ? 'ffffffffffffffff' : id(parent) }),
              name,
              startTimeUnixNano: String(1_750_000_000_000_000_000n + BigInt(index)),
              endTimeUnixNano: String(1_750_000_000_000_000_100n + BigInt(index)),
            })),
          },
        ],
      },
    ],
  });
  return table;
}

/** `{ name = "a" } >> ({ ... } ~ { ... })`: a tree of operators over filters by name. */
type Expression =
  | { readonly name: string }
  | { readonly op: string; readonly left: Expression; readonly right: Expression };
const expressionArbitrary: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ name: fc.constantFrom('a', 'b', 'c', '*') }),
    fc.record({ op: fc.constantFrom(...OPERATORS), left: tie('expression'), right: tie('expression') }),
  ),
})).expression;

function textOf(expression: Expression): string {
  if ('name' in expression) return expression.name === '*' ? '{ }' : `{ name = "${expression.name}" }`;
  return `(${textOf(expression.left)} ${expression.op} ${textOf(expression.right)})`;
}

function naive(expression: Expression, table: TraceTable): Spanset {
  const all = naiveSpans(table);
  if ('name' in expression) {
    const named = all.filter(({ index }) => {
      return expression.name === '*' || table.strings.get(table.columns.name[index] ?? 0) === expression.name;
    });
    return new Set(named.map(({ index }) => index));
  }
  return naiveOperation(expression.op, naive(expression.left, table), naive(expression.right, table), all);
}

function search(text: string, table: TraceTable): readonly number[] {
  const parsed = parseTraceQL(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { spans } = evaluateTraceQL(parsed.query, table);
  expect(finished(evaluateTraceQLInSteps(parsed.query, table)).spans).toEqual(spans);
  return spans;
}

describe('operators between filters', () => {
  it.each(OPERATORS)('%s finds what asking every pair of spans finds', (op) => {
    fc.assert(
      fc.property(fc.array(spanArbitrary, { maxLength: 15 }), (spans) => {
        const table = tableOf(spans);
        const expression: Expression = { op, left: { name: 'a' }, right: { name: 'b' } };
        const everything: Expression = { op, left: { name: '*' }, right: { name: '*' } };
        for (const each of [expression, everything]) {
          expect(search(textOf(each), table)).toEqual([...naive(each, table)].sort((a, b) => a - b));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('nested in each other, too', () => {
    fc.assert(
      fc.property(fc.array(spanArbitrary, { maxLength: 12 }), expressionArbitrary, (spans, expression) => {
        const table = tableOf(spans);
        expect(search(textOf(expression), table)).toEqual(
          [...naive(expression, table)].sort((a, b) => a - b),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('shapes that break recursion and squares', () => {
  const chain = (length: number) =>
    tableOf(
      Array.from({ length }, (_, index) => ({
        name: index % 2 === 0 ? 'a' : 'b',
        trace: 0,
        parent: index === 0 ? ('none' as const) : index - 1,
      })),
    );
  const fan = (length: number) =>
    tableOf(
      Array.from({ length }, (_, index) => ({
        name: 'a',
        trace: 0,
        parent: index === 0 ? ('none' as const) : 0,
      })),
    );

  it('a chain of 20,000', () => {
    const table = chain(20_000);
    expect(search('{ name = "b" } >> { name = "a" }', table)).toHaveLength(9_999);
    expect(search('{ name = "b" } << { name = "a" }', table)).toHaveLength(10_000);
    expect(search('{ } &>> { }', table)).toHaveLength(20_000);
    expect(search('{ nestedSetRight - nestedSetLeft = 1 }', table)).toEqual([19_999]);
  });

  it('50,000 siblings', () => {
    const table = fan(50_000);
    expect(search('{ } ~ { }', table)).toHaveLength(49_999);
    expect(search('{ nestedSetParent < 0 } > { }', table)).toHaveLength(49_999);
    expect(search('{ span:childCount > 49000 }', table)).toEqual([0]);
    expect(search('{ } | by(span:id) | coalesce()', table)).toHaveLength(50_000);
  });

  it('a circle of 20,000, and a tail on it', () => {
    const circle = Array.from(
      { length: 20_000 },
      (_, index): GeneratedSpan => ({
        name: index === 7 ? 'a' : 'b',
        trace: 0,
        parent: (index + 1) % 20_000,
      }),
    );
    const table = tableOf([...circle, { name: 'c', trace: 0, parent: 3 }]);
    expect(search('{ name = "a" } >> { }', table)).toHaveLength(20_001);
    expect(search('{ name = "c" } >> { }', table)).toEqual([]);
    expect(search('{ name = "c" } << { }', table)).toHaveLength(20_000);
    expect(search('{ nestedSetLeft > 0 }', table)).toEqual([]);
  });
});
