/** A rough price of asking an expression about one span: columns are nearly free, attributes are searched for. */
import type { Field, FieldExpression } from './ast.ts';

export function costOf(expression: FieldExpression): number {
  switch (expression.type) {
    case 'literal':
      return 0;
    case 'field':
      return fieldCost(expression.field);
    case 'binary':
      return costOf(expression.left) + costOf(expression.right);
    default:
      return costOf(expression.operand);
  }
}

function fieldCost(field: Field): number {
  if (field.type === 'intrinsic') return /^(?:event|link):/.test(field.name) ? 50 : 1;
  switch (field.scope) {
    case 'resource':
      return 1;
    case 'span':
    case 'instrumentation':
      return 10;
    case 'any':
      return 12;
    case 'event':
    case 'link':
      return 50;
  }
}
