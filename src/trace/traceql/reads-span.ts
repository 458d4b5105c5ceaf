import type { FieldExpression } from './ast.ts';

/** Whether the expression's value depends on the span it is read from. */
export function readsSpan(expression: FieldExpression): boolean {
  switch (expression.type) {
    case 'field':
      return true;
    case 'literal':
      return false;
    case 'binary':
      return readsSpan(expression.left) || readsSpan(expression.right);
    default:
      return readsSpan(expression.operand);
  }
}
