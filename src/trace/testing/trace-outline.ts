/**
 * A trace as text for the message of a failed assertion: a line a span, indent = child, the spans in question marked.
 *
 *     building-api  POST /devices/:id/events  4 ms
 *   >   building-api  INSERT events  1 ms  error
 *     ... and 12 more spans
 *
 * Bounded in lines, in depth and in length: it is read in a terminal. Nothing in it can steer the terminal.
 */
import { isOrphan } from '../analysis/orphans.ts';
import { durationWords, shorten } from '../checks/words.ts';
import { buildTraceTree } from '../model/trace-tree.ts';
import { type SpanIndex, STATUS_CODES, type TraceReader } from '../model/types.ts';

const MAX_LINES = 40;
const MAX_INDENT = 12;

export function traceOutline(trace: TraceReader, marked: readonly SpanIndex[] = []): string {
  if (trace.spanCount === 0) return '  (the trace has no spans)';
  const tree = buildTraceTree(trace);
  const isMarked = new Set<number>(marked);
  const lines: string[] = [];
  for (const index of tree.order.subarray(0, MAX_LINES)) {
    const span = index as SpanIndex;
    const indent = '  '.repeat(Math.min(tree.depth[span] ?? 0, MAX_INDENT));
    lines.push(`${isMarked.has(span) ? '>' : ' '} ${indent}${spanLine(trace, span)}`);
  }
  const hidden = trace.spanCount - lines.length;
  if (hidden > 0) lines.push(`  ... and ${hidden} more ${hidden === 1 ? 'span' : 'spans'}`);
  return lines.join('\n');
}

function spanLine(trace: TraceReader, span: SpanIndex): string {
  const { service, name, status, startNs, endNs } = trace.columns;
  const text = (column: Uint32Array) => printable(trace.strings.get(column[span] ?? 0));
  const lengthNs = (endNs[span] ?? Number.NaN) - (startNs[span] ?? 0);
  return [
    text(service),
    text(name) || '(no name)',
    Number.isNaN(lengthNs) ? 'open' : durationWords(lengthNs),
    ...(STATUS_CODES[status[span] ?? 0] === 'error' ? ['error'] : []),
    ...(isOrphan(trace, span) ? ['its parent is missing'] : []),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** On one line, and without characters that a terminal takes for commands. */
const printable = (text: string): string => shorten(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));
