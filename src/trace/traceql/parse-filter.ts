/** `{ ... }`: a question that each span answers. */
import type { SpansetFilter } from './ast.ts';
import { parseFieldExpression } from './parse-field.ts';
import type { TokenReader } from './token-reader.ts';
import { TraceQLFailure } from './traceql-error.ts';
import { described, typeOf } from './type-check.ts';

export function parseFilter(tokens: TokenReader): SpansetFilter {
  const open = tokens.expect('{', 'to begin a filter');
  if (tokens.isAt('}')) return { type: 'filter', from: open.from, to: tokens.take().to };
  const expression = parseFieldExpression(tokens);
  const type = typeOf(expression);
  if (type !== 'boolean' && type !== 'attribute') {
    throw new TraceQLFailure(
      `A filter asks a question of each span; this is only ${described(type)}. Compare it with something.`,
      expression,
    );
  }
  const { to } = tokens.expect('}', 'to close the filter');
  return { type: 'filter', expression, from: open.from, to };
}
