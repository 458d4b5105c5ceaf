/** The chain of work that decided how long the trace took, in the order of time. */
import { criticalPath, criticalShares } from '../../src/trace/analysis/critical-path.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { milliseconds, type ToolAnswer, toolAnswer } from './answer.ts';
import { type OpenTrace, spanName } from './open-trace.ts';

export function traceCriticalPath(trace: OpenTrace): ToolAnswer {
  const { table, tree, root } = trace;
  const shares = criticalShares(criticalPath(table, root, tree));
  const starts = table.columns.startNs;
  const inTime = (a: SpanIndex, b: SpanIndex) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b;
  let wholeNs = 0;
  for (const lengthNs of shares.values()) wholeNs += lengthNs;
  const steps = [...shares.keys()].sort(inTime).map((span) => ({
    ...spanName(trace, span),
    onPathMs: milliseconds(shares.get(span) ?? 0),
  }));
  return toolAnswer({ traceId: trace.traceId, onPath: steps.length, totalMs: milliseconds(wholeNs) }, steps);
}
