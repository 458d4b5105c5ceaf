/**
 * Comparing and computing with values as they arrive, by Tempo's rules:
 *
 * - A missing value compares with nothing: every comparison with it is false, `!=` too.
 * - Values of different types do not match (numbers of any kind are one type), and that is no error.
 * - A list matches `=`, `=~`, `<`... when any element does; `!=` and `!~` when every element does.
 * - Of a span's events or links ({@link Several}), any may satisfy a comparison.
 */
import type { AttributeValue } from '../model/types.ts';
import type { ArithmeticOperator, ComparisonOperator } from './ast.ts';

/** What a field reads: nothing, one value, or one per event or link. */
export type FieldValue = AttributeValue | undefined | Several;

export class Several {
  readonly values: readonly (AttributeValue | undefined)[];
  constructor(values: readonly (AttributeValue | undefined)[]) {
    this.values = values;
  }
}

type Test = (left: AttributeValue, right: AttributeValue) => boolean;

export function comparison(op: ComparisonOperator, matches?: (text: string) => boolean): Test {
  if (op === '=~' || op === '!~') {
    return (left) => typeof left === 'string' && (matches?.(left) ?? false) === (op === '=~');
  }
  return (left, right) => {
    if (isNumber(left) && isNumber(right)) return ordered(op, left, right);
    if (typeof left === 'string' && typeof right === 'string') return ordered(op, left, right);
    if (typeof left === 'boolean' && typeof right === 'boolean') {
      return op === '=' ? left === right : op === '!=' && left !== right;
    }
    return false;
  };
}

export function isNumber(value: AttributeValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function ordered<T extends number | bigint | string>(op: ComparisonOperator, left: T, right: T): boolean {
  switch (op) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '!=':
      // Loosely, so that 1 and 1n are one number; NaN (a span still open) is missing, not different.
      // biome-ignore lint/suspicious/noDoubleEquals: both sides have one type, or are a number and a bigint.
      return left != right && !Number.isNaN(left) && !Number.isNaN(right);
    default:
      // biome-ignore lint/suspicious/noDoubleEquals: both sides have one type, or are a number and a bigint.
      return left == right;
  }
}

/** Applies `test` to whatever the two sides hold. */
export function compareValues(
  op: ComparisonOperator,
  test: Test,
  left: FieldValue,
  right: FieldValue,
): boolean {
  if (left instanceof Several) return left.values.some((value) => compareValues(op, test, value, right));
  if (right instanceof Several) return right.values.some((value) => compareValues(op, test, left, value));
  if (left === undefined || left === null || right === undefined || right === null) return false;
  const isListLeft = Array.isArray(left);
  const isListRight = Array.isArray(right);
  if (!isListLeft && !isListRight) return test(left, right);
  if (isListLeft && isListRight) return false;
  const elements = (isListLeft ? left : right) as readonly AttributeValue[];
  const holds = (element: AttributeValue) => (isListLeft ? test(element, right) : test(left, element));
  return op === '!=' || op === '!~' ? elements.every(holds) : elements.some(holds);
}

/** Undefined where one side is no number, or the result is none (a division by zero). */
export function arithmetic(
  op: ArithmeticOperator,
  left: FieldValue,
  right: FieldValue,
  isFraction = false,
): FieldValue {
  const each = (a: FieldValue, b: FieldValue) => single(arithmetic(op, a, b, isFraction));
  if (left instanceof Several) return new Several(left.values.map((value) => each(value, right)));
  if (right instanceof Several) return new Several(right.values.map((value) => each(left, value)));
  if (typeof left === 'bigint' || typeof right === 'bigint') {
    return arithmetic(op, numeric(left), numeric(right), isFraction);
  }
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = calculate(op, left, right, isFraction);
  return Number.isFinite(result) ? result : undefined;
}

function numeric(value: FieldValue): FieldValue {
  return typeof value === 'bigint' ? Number(value) : value;
}

function single(value: FieldValue): AttributeValue | undefined {
  return value instanceof Several ? undefined : value;
}

/** Whole numbers divide to whole ones, unless a fraction is wanted. Infinite or NaN where there is no result. */
export function calculate(op: ArithmeticOperator, left: number, right: number, isFraction = false): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
    case '/': {
      const quotient = left / right;
      const isWhole = !isFraction && Number.isInteger(left) && Number.isInteger(right);
      return isWhole ? Math.trunc(quotient) : quotient;
    }
  }
}

/** Two values that group together have the same key; types do not mix. */
export function groupKey(value: FieldValue): string {
  if (value === undefined || value === null) return 'nil';
  if (value instanceof Several) return groupKey(value.values[0]);
  if (typeof value === 'object')
    return `list:${JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))}`;
  return typeof value === 'bigint' ? `number:${value}` : `${typeof value}:${value}`;
}
