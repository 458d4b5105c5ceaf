/**
 * The spans with status error, in the order in which they began. `errorsBelow` tells a cause from those who only passed
 * it on: an error without an error below it is where something went wrong first hand.
 */
import { NO_SPAN, type SpanIndex } from '../../src/trace/model/types.ts';
import { milliseconds, shownText, shownValue, type ToolAnswer, toolAnswer } from './answer.ts';
import { isError, type OpenTrace, spanName } from './open-trace.ts';

export function traceErrors(trace: OpenTrace, limit: number): ToolAnswer {
  const { table, tree } = trace;
  const { columns, strings } = table;
  const below = errorsBelow(trace);
  const failed = (Array.from(tree.order) as SpanIndex[])
    .filter((span) => isError(trace, span))
    .sort((a, b) => (columns.startNs[a] ?? 0) - (columns.startNs[b] ?? 0) || a - b);
  const { startNs } = table.bounds();
  const described = failed.slice(0, limit).map((span) => {
    const type = table.attribute(span, 'error.type');
    const message = strings.get(columns.statusMessage[span] ?? 0);
    return {
      ...spanName(trace, span),
      startMs: milliseconds((columns.startNs[span] ?? 0) - startNs),
      errorsBelow: below[span] ?? 0,
      ...(type !== undefined && { errorType: shownValue(type) }),
      ...(message !== '' && { statusMessage: shownText(message) }),
    };
  });
  const figures = { traceId: trace.traceId, spans: table.spanCount, errors: failed.length };
  return toolAnswer(figures, described, failed.length - described.length);
}

/** By span: how many spans below it have failed. Children stand behind their parents in the order. O(n). */
function errorsBelow(trace: OpenTrace): Int32Array {
  const { order, parent } = trace.tree;
  const below = new Int32Array(order.length);
  for (let row = order.length - 1; row >= 0; row--) {
    const span = order[row] ?? 0;
    const up = parent[span] ?? NO_SPAN;
    if (up !== NO_SPAN) below[up] = (below[up] ?? 0) + (below[span] ?? 0) + (isError(trace, span) ? 1 : 0);
  }
  return below;
}
