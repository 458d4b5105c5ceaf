/**
 * Types that are known before any span is seen. A comparison that can never hold because its sides have different
 * types is a mistake worth naming ("duration is a duration, "1s" is a string"); an attribute has whatever type it
 * arrives with, so there a mismatch is simply no match.
 */
import type { BinaryExpression, Field, FieldExpression, LiteralType } from './ast.ts';
import { goRegexp } from './go-regexp/go-regexp.ts';
import { TraceQLFailure } from './traceql-error.ts';

/** `attribute`: known only when a span is read. */
export type StaticType = LiteralType | 'attribute';

export function isNumeric(type: StaticType): boolean {
  return type === 'int' || type === 'float' || type === 'duration';
}

export function typeOf(expression: FieldExpression): StaticType {
  switch (expression.type) {
    case 'literal':
      return expression.valueType;
    case 'field':
      return fieldType(expression.field);
    case 'exists':
      return 'boolean';
    case 'unary':
      return expression.op === '!' ? 'boolean' : typeOf(expression.operand);
    case 'binary':
      return isArithmetic(expression.op) ? arithmeticType(expression) : 'boolean';
  }
}

function arithmeticType({ left, right }: BinaryExpression): StaticType {
  const types = [typeOf(left), typeOf(right)];
  for (const wider of ['attribute', 'duration', 'float'] as const) if (types.includes(wider)) return wider;
  return 'int';
}

export function fieldType(field: Field): StaticType {
  if (field.type === 'attribute') return 'attribute';
  switch (field.name) {
    case 'span:status':
      return 'status';
    case 'span:kind':
      return 'kind';
    case 'span:duration':
    case 'trace:duration':
    case 'event:timeSinceStart':
      return 'duration';
    case 'span:childCount':
    case 'nestedSetLeft':
    case 'nestedSetParent':
    case 'nestedSetRight':
      return 'int';
    default:
      return 'string';
  }
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^']);
export function isArithmetic(op: string): boolean {
  return ARITHMETIC.has(op);
}

/** Innermost first, so that the message is about the smallest thing that is wrong. Iterative over long chains. */
export function checkTypes(root: FieldExpression): void {
  const expressions: FieldExpression[] = [root];
  for (let next = 0; next < expressions.length; next++) {
    const expression = expressions[next] as FieldExpression;
    if (expression.type === 'binary') expressions.push(expression.right, expression.left);
    else if (expression.type === 'unary' || expression.type === 'exists')
      expressions.push(expression.operand);
  }
  for (const expression of expressions.reverse()) {
    if (expression.type === 'binary') checkBinary(expression);
    else if (expression.type === 'unary') checkUnary(expression.op, expression.operand);
    else if (expression.type === 'exists') checkExists(expression.present, expression.operand, expression);
  }
}

function checkUnary(op: '-' | '!', operand: FieldExpression): void {
  const type = typeOf(operand);
  if (type === 'attribute') return;
  if (op === '!' && type !== 'boolean')
    fail(`"!" needs true or false after it, not ${described(type)}.`, operand);
  if (op === '-' && !isNumeric(type)) fail(`"-" needs a number after it, not ${described(type)}.`, operand);
}

function checkExists(present: boolean, operand: FieldExpression, at: FieldExpression): void {
  if (present || operand.type !== 'field') return;
  const { field } = operand;
  if (field.type === 'intrinsic') {
    const root = field.name === 'span:parentID' ? ' Roots are { nestedSetParent < 0 }.' : '';
    fail(`Every span has ${field.name}, so it is never nil.${root}`, at);
  }
  if (field.scope === 'resource' && field.key === 'service.name') {
    fail('Every resource has service.name, so it is never nil.', at);
  }
}

function checkBinary(expression: BinaryExpression): void {
  const { op, left, right } = expression;
  const types = [typeOf(left), typeOf(right)] as const;
  for (const [side, type] of [[left, types[0]] as const, [right, types[1]] as const]) {
    if (!allows(op, type)) fail(`"${op}" cannot be used with ${described(type)}.`, side);
  }
  if (op === '=~' || op === '!~') checkPattern(op, right);
  if (!comparable(types[0], types[1])) {
    fail(
      `"${op}" compares ${described(types[0])} with ${described(types[1])}, which never matches.`,
      expression,
    );
  }
}

function checkPattern(op: string, right: FieldExpression): void {
  if (right.type !== 'literal' || right.valueType !== 'string') {
    fail(`"${op}" needs a regular expression in quotes on its right.`, right);
  }
  const compiled = goRegexp(String(right.value));
  if (!compiled.ok) fail(`Not a regular expression: ${compiled.message}`, right);
}

function comparable(left: StaticType, right: StaticType): boolean {
  if (left === right || left === 'attribute' || right === 'attribute') return true;
  return left === 'nil' || right === 'nil' || (isNumeric(left) && isNumeric(right));
}

function allows(op: string, type: StaticType): boolean {
  switch (type) {
    case 'attribute':
      return true;
    case 'boolean':
      return op === '&&' || op === '||' || op === '=' || op === '!=';
    case 'string':
      return !isArithmetic(op) && op !== '&&' && op !== '||';
    case 'int':
    case 'float':
    case 'duration':
      return op !== '&&' && op !== '||' && op !== '=~' && op !== '!~';
    default:
      return op === '=' || op === '!=';
  }
}

export function described(type: StaticType): string {
  switch (type) {
    case 'attribute':
      return 'an attribute';
    case 'int':
    case 'float':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'nil':
      return 'nil';
    default:
      return `a ${type}`;
  }
}

function fail(message: string, at: { readonly from: number; readonly to: number }): never {
  throw new TraceQLFailure(message, at);
}
