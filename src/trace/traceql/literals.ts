/**
 * What literals mean: durations in nanoseconds, strings without their quotes, names of attributes with quoted parts.
 */
import { TraceQLFailure } from './traceql-error.ts';

const NS_PER_UNIT: { readonly [unit: string]: number } = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
  y: 31_536_000e9,
};

/** `1.5s`, `1h30m`, `2d`, in nanoseconds. */
export function durationNs(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|[smhdwy])/g)) {
    total += Number(amount) * (NS_PER_UNIT[unit ?? ''] ?? 0);
  }
  return total;
}

const ESCAPES: { readonly [letter: string]: string } = {
  '"': '"',
  '\\': '\\',
  n: '\n',
  t: '\t',
  r: '\r',
};

/** The text of a string literal: `"..."` with Go's common escapes, or a raw one in backquotes. */
export function stringValue(source: string, at: number): string {
  const inner = source.slice(1, -1);
  if (source.startsWith('`')) return inner;
  return inner.replace(/\\([\s\S])/g, (sequence, letter: string, offset: number) => {
    const meaning = ESCAPES[letter];
    if (meaning !== undefined) return meaning;
    const from = at + 1 + offset;
    throw new TraceQLFailure(
      `${sequence} is not an escape in a string. Write \\${sequence} for the backslash itself, or put the text in backquotes.`,
      { from, to: from + 2 },
    );
  });
}

/** `http."odd key".x`: quoted parts stand for their text, the rest for itself. */
export function attributeKey(source: string): string {
  return source.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(["\\])/g, '$1'));
}
