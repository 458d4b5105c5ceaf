import type { FieldExpression } from './ast.ts';

/** `a && b && c`, apart; anything else is one condition. */
export const conjunctsOf = (expression: FieldExpression): readonly FieldExpression[] =>
  operandsOf(expression, '&&');

/** `a || b || c`, apart. */
export const alternativesOf = (expression: FieldExpression): readonly FieldExpression[] =>
  operandsOf(expression, '||');

/** Iterative over the chain. */
function operandsOf(expression: FieldExpression, op: '&&' | '||'): readonly FieldExpression[] {
  const operands: FieldExpression[] = [];
  let rest = expression;
  while (rest.type === 'binary' && rest.op === op) {
    operands.push(rest.right);
    rest = rest.left;
  }
  return [rest, ...operands.reverse()];
}
