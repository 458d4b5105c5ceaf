import type { FieldExpression } from './ast.ts';

/** `a && b && c`, apart; anything else is one condition. Iterative over the chain. */
export function conjunctsOf(expression: FieldExpression): readonly FieldExpression[] {
  const conditions: FieldExpression[] = [];
  let rest = expression;
  while (rest.type === 'binary' && rest.op === '&&') {
    conditions.push(rest.right);
    rest = rest.left;
  }
  return [rest, ...conditions.reverse()];
}
