/**
 * `with (most_recent=true, exemplars=10)`. Everything here is exact and reads all spans, so hints about sampling change
 * nothing; they are read all the same, so that a query made for Tempo works.
 */
import type { Hint } from './ast.ts';
import { nearest } from './syntax-errors.ts';
import type { Token } from './tokens.ts';
import { TraceQLFailure } from './traceql-error.ts';

const HINTS = ['most_recent', 'exemplars', 'sample', 'span_sample', 'trace_sample'] as const;
const ENTRY = /\s*([A-Za-z_]\w*)\s*=\s*("(?:[^"\\]|\\.)*"|[\w.]+)\s*(?:,|\)$)/y;

export function parseHints({ text, from }: Token): readonly Hint[] {
  const hints: Hint[] = [];
  ENTRY.lastIndex = text.indexOf('(') + 1;
  while (ENTRY.lastIndex < text.length) {
    const start = ENTRY.lastIndex;
    const entry = ENTRY.exec(text);
    if (entry === null) {
      throw new TraceQLFailure('A hint is a name and a value: with (most_recent=true).', {
        from: from + start,
        to: from + text.length,
      });
    }
    const [, name = '', value = ''] = entry;
    const nameFrom = from + text.indexOf(name, start);
    const range = { from: nameFrom, to: nameFrom + name.length };
    if (!(HINTS as readonly string[]).includes(name)) {
      const near = nearest(name, HINTS);
      throw new TraceQLFailure(
        `There is no hint "${name}".${near === undefined ? '' : ` Did you mean ${near}?`} Known are ${HINTS.join(', ')}.`,
        range,
      );
    }
    hints.push({ name, value: hintValue(value), ...range });
  }
  return hints;
}

function hintValue(text: string): Hint['value'] {
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isFinite(Number(text)) ? Number(text) : text.replace(/^"|"$/g, '');
}
