import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { evaluateTraceQL, parseTraceQL } from '../../../src/trace/traceql/traceql.ts';

/** A span of this test: a name, and perhaps an attribute `x` of some type. */
type Value = string | number | boolean | undefined;
interface TestSpan {
  readonly name: string;
  readonly x: Value;
}
const valueArbitrary: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom('a', 'b', ''),
  fc.boolean(),
);
const spansArbitrary = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), x: valueArbitrary }), {
  maxLength: 12,
});

function tableOf(spans: readonly TestSpan[]): TraceTable {
  const table = new TraceTable();
  const toAny = (x: Exclude<Value, undefined>) =>
    typeof x === 'string'
      ? { stringValue: x }
      : typeof x === 'boolean'
        ? { boolValue: x }
        : { intValue: String(x) };
  const otlp = spans.map(({ name, x }, index) => ({
    traceId: '000000000000000000000000000000aa',
    spanId: (index + 1).toString(16).padStart(16, '0'),
    name,
    startTimeUnixNano: '1750000000000000000',
    endTimeUnixNano: '1750000000000000001',
    attributes: x === undefined ? [] : [{ key: 'x', value: toAny(x) }],
  }));
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: otlp }] }] });
  return table;
}

/** Text of a condition, and what it means in three values: true, false, or neither (not a boolean). */
interface Condition {
  readonly text: string;
  readonly on: (span: TestSpan) => boolean | undefined;
}

const COMPARE: { readonly [op: string]: (a: Value, b: Value) => boolean } = {
  '=': (a, b) => typeof a === typeof b && a === b,
  '!=': (a, b) => a !== undefined && typeof a === typeof b && a !== b,
  '<': (a, b) => inOrder(a, b, (x, y) => x < y),
  '<=': (a, b) => inOrder(a, b, (x, y) => x <= y),
  '>': (a, b) => inOrder(a, b, (x, y) => x > y),
  '>=': (a, b) => inOrder(a, b, (x, y) => x >= y),
};
function inOrder(a: Value, b: Value, holds: (a: number | string, b: number | string) => boolean): boolean {
  if (typeof a === 'number' && typeof b === 'number') return holds(a, b);
  return typeof a === 'string' && typeof b === 'string' && holds(a, b);
}

const comparison: fc.Arbitrary<Condition> = fc
  .record({ op: fc.constantFrom(...Object.keys(COMPARE)), value: valueArbitrary, flip: fc.boolean() })
  .filter(({ op, value }) => typeof value !== 'boolean' || op === '=' || op === '!=')
  .filter(({ op, value }) => value !== undefined || op === '=' || op === '!=')
  .map(({ op, value, flip }) => {
    const literal = value === undefined ? 'nil' : JSON.stringify(value);
    const compare = COMPARE[op] as (a: Value, b: Value) => boolean;
    return {
      text: flip ? `${literal} ${op} .x` : `span.x ${op} ${literal}`,
      on: ({ x }) => {
        if (value === undefined) return (x === undefined) === (op === '=');
        return flip ? compare(value, x) && x !== undefined : compare(x, value);
      },
    };
  });
const byName: fc.Arbitrary<Condition> = fc.constantFrom('a', 'b').map((wanted) => ({
  text: `name = "${wanted}"`,
  on: ({ name }) => name === wanted,
}));
const bare: fc.Arbitrary<Condition> = fc.constant({
  text: 'span.x',
  on: ({ x }) => (typeof x === 'boolean' ? x : undefined),
});

const condition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    comparison,
    byName,
    bare,
    tie('condition').map((inner) => ({
      text: `!(${inner.text})`,
      on: (span: TestSpan) => {
        const value = inner.on(span);
        return value === undefined ? undefined : !value;
      },
    })),
    fc
      .record({ and: fc.boolean(), left: tie('condition'), right: tie('condition') })
      .map(({ and, left, right }) => ({
        text: `(${left.text} ${and ? '&&' : '||'} ${right.text})`,
        on: (span: TestSpan) => {
          const l = left.on(span);
          const r = right.on(span);
          if (and) return l === true && r === true;
          return l === true || (l === false && r === true);
        },
      })),
  ),
})).condition;

describe('conditions', () => {
  it('match the spans on which they are true, whatever types the attributes have', () => {
    fc.assert(
      fc.property(spansArbitrary, condition, (spans, { text, on }) => {
        const parsed = parseTraceQL(`{ ${text} }`);
        if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
        const expected = spans.flatMap((span, index) => (on(span) === true ? [index] : []));
        expect(evaluateTraceQL(parsed.query, tableOf(spans)).spans).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
