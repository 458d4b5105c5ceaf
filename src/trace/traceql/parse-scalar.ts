/**
 * `count() > 2`, `avg(duration) < 20ms`: one aggregate compared with a constant. Tempo does not support more (yet), so
 * neither does this: a query learned here works there.
 */
import type {
  Aggregate,
  AggregateFunction,
  ArithmeticOperator,
  FieldExpression,
  ScalarComparison,
  ScalarFilter,
} from './ast.ts';
import { literal, parseFieldExpression } from './parse-field.ts';
import { readsSpan } from './reads-span.ts';
import type { TokenReader } from './token-reader.ts';
import { TraceQLFailure } from './traceql-error.ts';
import { described, isNumeric, typeOf } from './type-check.ts';
import { calculate, isNumber } from './values.ts';

/** Whether the stage ahead starts with a scalar; after parentheses that may hold a pipeline instead. */
export function isScalarFilter(tokens: TokenReader): boolean {
  let depth = 0;
  for (let ahead = 0; ; ahead++) {
    const token = tokens.peek(ahead);
    if (token.type === 'punctuation' && token.text === '(') {
      depth++;
      continue;
    }
    if (token.type !== 'aggregate' && token.type !== 'literal' && token.text !== '-') return false;
    return depth === 0 || closesBeforeComparison(tokens, ahead, depth);
  }
}

function closesBeforeComparison(tokens: TokenReader, from: number, open: number): boolean {
  let depth = open;
  for (let ahead = from; ; ahead++) {
    const { type, node, text } = tokens.peek(ahead);
    if (type === 'end' || node === 'ComparisonOp' || text === '|') return false;
    if (type === 'punctuation' && text === '(') depth++;
    if (type === 'punctuation' && text === ')' && --depth === 0) return true;
  }
}

type Scalar = Aggregate | { readonly type: 'constant'; readonly value: number; readonly isDuration: boolean };

const FLIPPED: { readonly [op: string]: ScalarComparison } = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

export function parseScalarFilter(tokens: TokenReader): ScalarFilter {
  const start = tokens.peek();
  const left = parseScalar(tokens, 0);
  const operator = tokens.peek();
  if (!['=', '!=', '<', '<=', '>', '>='].includes(operator.text)) {
    throw tokens.unexpected('a comparison of the aggregate with a number');
  }
  tokens.take();
  const right = parseScalar(tokens, 0);
  const range = { from: start.from, to: tokens.peek(-1).to };
  const op = operator.text as ScalarComparison;
  if (left.type === 'aggregate' && right.type === 'constant') {
    const { value, isDuration } = right;
    return { type: 'scalar-filter', aggregate: left, op, value, isDuration, ...range };
  }
  if (left.type === 'constant' && right.type === 'aggregate') {
    const { value, isDuration } = left;
    return { type: 'scalar-filter', aggregate: right, op: FLIPPED[op] ?? op, value, isDuration, ...range };
  }
  throw new TraceQLFailure(
    left.type === 'constant'
      ? 'Two numbers are compared here: compare count(), avg(), min(), max() or sum() with one.'
      : 'Two aggregates cannot be compared with each other (Tempo cannot do it either): compare one with a number.',
    range,
  );
}

const PRECEDENCE: { readonly [op: string]: number } = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };

function parseScalar(tokens: TokenReader, tighterThan: number): Scalar {
  let left = parseScalarOperand(tokens);
  for (;;) {
    const operator = tokens.peek();
    const precedence = operator.type === 'literal' ? 0 : (PRECEDENCE[operator.text] ?? 0);
    if (precedence <= tighterThan) return left;
    tokens.take();
    const right = parseScalar(tokens, operator.text === '^' ? precedence - 1 : precedence);
    if (left.type !== 'constant' || right.type !== 'constant') {
      throw new TraceQLFailure('Arithmetic with an aggregate is not supported (nor by Tempo).', operator);
    }
    const isDuration = left.isDuration || right.isDuration;
    const value = calculate(operator.text as ArithmeticOperator, left.value, right.value, isDuration);
    left = { type: 'constant', value, isDuration };
  }
}

function parseScalarOperand(tokens: TokenReader): Scalar {
  if (tokens.takeIf('(')) {
    const inner = tokens.nested(() => parseScalar(tokens, 0));
    tokens.expect(')', 'to close the parenthesis');
    return inner;
  }
  if (tokens.takeIf('-')) {
    const operand = tokens.nested(() => parseScalarOperand(tokens));
    if (operand.type === 'constant') return { ...operand, value: -operand.value };
    throw new TraceQLFailure('Arithmetic with an aggregate is not supported (nor by Tempo).', operand);
  }
  const token = tokens.peek();
  if (token.type === 'aggregate') return parseAggregate(tokens);
  if (token.type === 'literal') {
    const { value, valueType } = literal(tokens.take());
    if (isNumber(value))
      return { type: 'constant', value: Number(value), isDuration: valueType === 'duration' };
    throw new TraceQLFailure(`An aggregate is a number: it cannot be compared with ${token.text}.`, token);
  }
  throw tokens.unexpected('a number, or an aggregate such as count()');
}

function parseAggregate(tokens: TokenReader): Aggregate {
  const name = tokens.take();
  if (name.node === 'Aggregate')
    return { type: 'aggregate', function: 'count', from: name.from, to: name.to };
  tokens.expect('(', `after ${name.text}`);
  const of = parseFieldExpression(tokens);
  const { to } = tokens.expect(')', `to close ${name.text}(`);
  checkNumbers(name.text, of);
  if (!readsSpan(of)) throw new TraceQLFailure(`${name.text}() needs a field of the span.`, of);
  return { type: 'aggregate', function: name.text as AggregateFunction, of, from: name.from, to };
}

export function checkNumbers(functionName: string, of: FieldExpression): void {
  const type = typeOf(of);
  if (type !== 'attribute' && !isNumeric(type)) {
    throw new TraceQLFailure(`${functionName}() needs numbers; this is ${described(type)}.`, of);
  }
}
