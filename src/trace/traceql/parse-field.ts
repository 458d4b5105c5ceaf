/**
 * What stands between braces: fields, literals and operators, with Tempo's precedence.
 *
 *     loosest   && ||          (equal, left to right: `a || b && c` is `(a || b) && c`)
 *               = != < <= > >= =~ !~
 *               + -            a unary `-` binds like this: `-a * b` is `-(a * b)`
 *               !              `!a && b` is `(!a) && b`
 *               * / %
 *     tightest  ^              right to left
 */
import type { Field, FieldExpression, FieldOperator, FieldReference, Literal } from './ast.ts';
import { INTRINSIC_ALIASES, INTRINSICS, type Intrinsic } from './ast.ts';
import { attributeKey, durationNs, stringValue } from './literals.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';
import { TraceQLFailure } from './traceql-error.ts';
import { checkTypes } from './type-check.ts';
import { isNumber } from './values.ts';

const PRECEDENCE: { readonly [operator in FieldOperator]: number } = {
  '&&': 1,
  '||': 1,
  '=': 2,
  '!=': 2,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  '=~': 2,
  '!~': 2,
  '+': 3,
  '-': 3,
  '*': 5,
  '/': 5,
  '%': 5,
  '^': 6,
};
/** An operand of a unary operator holds only what binds tighter than these. */
const UNARY_PRECEDENCE = { '-': 3, '!': 4 } as const;

export function parseFieldExpression(tokens: TokenReader): FieldExpression {
  const expression = parseBinary(tokens, 0);
  checkTypes(expression);
  return expression;
}

function parseBinary(tokens: TokenReader, tighterThan: number): FieldExpression {
  let left = parseUnary(tokens);
  for (;;) {
    const op = binaryOperator(tokens.peek());
    if (op === undefined || PRECEDENCE[op] <= tighterThan) return left;
    tokens.take();
    const right =
      op === '^'
        ? tokens.nested(() => parseBinary(tokens, PRECEDENCE[op] - 1))
        : parseBinary(tokens, PRECEDENCE[op]);
    left = combine(op, left, right);
  }
}

function parseUnary(tokens: TokenReader): FieldExpression {
  const token = tokens.peek();
  if (tokens.takeIf('(')) {
    const inner = tokens.nested(() => parseBinary(tokens, 0));
    const { to } = tokens.expect(')', 'to close the parenthesis');
    return { ...inner, from: token.from, to };
  }
  if ((token.text === '-' || token.text === '!') && token.type !== 'literal') {
    const op = token.text;
    tokens.take();
    const operand = tokens.nested(() => parseBinary(tokens, UNARY_PRECEDENCE[op]));
    if (op === '-' && operand.type === 'literal' && isNumber(operand.value)) {
      return { ...operand, value: -operand.value, from: token.from };
    }
    return { type: 'unary', op, operand, from: token.from, to: operand.to };
  }
  return parseOperand(tokens);
}

function parseOperand(tokens: TokenReader): FieldExpression {
  const { type } = tokens.peek();
  if (type === 'literal') return literal(tokens.take());
  if (type === 'intrinsic' || type === 'attribute') return fieldReference(tokens.take());
  throw tokens.unexpected('a field or a value');
}

function combine(op: FieldOperator, left: FieldExpression, right: FieldExpression): FieldExpression {
  const range = { from: left.from, to: right.to };
  if (op === '=' || op === '!=') {
    // Nothing is neither equal nor unequal to nothing.
    if (isNil(left) && isNil(right)) return { type: 'literal', valueType: 'boolean', value: false, ...range };
    const operand = isNil(right) ? left : isNil(left) ? right : undefined;
    if (operand !== undefined) return { type: 'exists', present: op === '!=', operand, ...range };
  }
  return { type: 'binary', op, left, right, ...range };
}

function isNil(expression: FieldExpression): boolean {
  return expression.type === 'literal' && expression.valueType === 'nil';
}

function binaryOperator(token: Token): FieldOperator | undefined {
  if (token.type !== 'operator' && token.text !== '-') return undefined;
  return token.text in PRECEDENCE ? (token.text as FieldOperator) : undefined;
}

export function fieldReference(token: Token): FieldReference {
  return { type: 'field', field: fieldOf(token), from: token.from, to: token.to };
}

function fieldOf(token: Token): Field {
  const name = token.text.replace(/\s/g, '');
  const alias = INTRINSIC_ALIASES.get(name);
  if (alias !== undefined) return { type: 'intrinsic', name: alias };
  if (isIntrinsic(name)) return { type: 'intrinsic', name };
  const scoped = /^\s*(span|resource|event|link|instrumentation|parent)?\s*\.\s*([\s\S]*)$/.exec(token.text);
  const scope = scoped?.[1];
  const key = attributeKey(scoped?.[2] ?? '');
  if (scope === 'parent' || token.text.startsWith('parent')) {
    throw new TraceQLFailure(
      'Fields of the parent are not supported. Relate two filters instead: { name = "the parent" } > { name = "the child" }.',
      token,
    );
  }
  return { type: 'attribute', scope: (scope ?? 'any') as 'span', key };
}

function isIntrinsic(name: string): name is Intrinsic {
  return (INTRINSICS as readonly string[]).includes(name);
}

/** Ids are counted in 64 bits: one that is rounded is another one's. */
function exactInteger(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

const STATUS_WORDS: ReadonlySet<string> = new Set(['ok', 'error', 'unset']);

/** The ends of int64. */
const NAMED_INTEGERS: { readonly [name: string]: bigint } = { minInt: -(2n ** 63n), maxInt: 2n ** 63n - 1n };

export function literal(token: Token): Literal {
  const { text, from, to } = token;
  const of = (valueType: Literal['valueType'], value: Literal['value']): Literal => ({
    type: 'literal',
    valueType,
    value,
    from,
    to,
  });
  if (text.startsWith('"') || text.startsWith('`')) return of('string', stringValue(text, from));
  const named = NAMED_INTEGERS[text];
  if (named !== undefined) return of('int', named);
  if (/^\.?\d/.test(text)) {
    if (/[a-zµ]$/.test(text)) return of('duration', durationNs(text));
    return text.includes('.') ? of('float', Number(text)) : of('int', exactInteger(text));
  }
  if (text === 'true' || text === 'false') return of('boolean', text === 'true');
  if (text === 'nil') return of('nil', 'nil');
  if (text.startsWith('$')) {
    throw new TraceQLFailure(`"${text}" is a dashboard variable: write the value itself.`, token);
  }
  return of(STATUS_WORDS.has(text) ? 'status' : 'kind', text);
}
