import { type Aside, findAsides } from './asides.ts';

/**
 * The text as the published grammar can read it.
 *
 * Tempo's own lexer knows a few things that `@grafana/lezer-traceql` 1.0 does not: some intrinsics, durations of
 * several parts or in days, `minInt`/`maxInt`, blanks inside `count( )`, more escapes in strings, `.9`. Each is replaced by
 * something *of the same length* that the grammar does read, so positions stay true; the parser then takes the meaning
 * from the original text.
 *
 *     { nestedSetParent < 0 && duration > 1h30m }
 *     { .estedSetParent < 0 && duration > 1030m }
 */
const WORDS_THE_GRAMMAR_LACKS = new Set([
  'nestedSetParent',
  'nestedSetLeft',
  'nestedSetRight',
  'span:childCount',
  'childCount',
  'minInt',
  'maxInt',
]);

/** In order: strings, comments, attribute names with their scope, words, durations, calls without arguments. */
const PIECES =
  /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?:\b(?:span|resource|event|link|instrumentation|parent))?\.(?:"(?:[^"\\]|\\.)*"|[^\s{}()=~!<>&|^,"])+|\d+(?:\.\d+)?(?:(?:ns|us|µs|ms|[smhdwy])(?:\d+(?:\.\d+)?)?)+(?![A-Za-z])|\b(?:count|coalesce|rate|count_over_time)\s*\(\s*\)|[A-Za-z_][\w:]*/g;

export interface GrammarText {
  /** As long as the text. */
  readonly readable: string;
  readonly asides: readonly Aside[];
}

export function grammarText(text: string): GrammarText {
  const asides = findAsides(text.replace(PIECES, masked));
  let readable = text.replace(PIECES, (piece) => {
    const first = piece.charAt(0);
    if (first === '"') return piece.replace(/\\[\s\S]/g, 'xx');
    if (first >= '0' && first <= '9') return plainDuration(piece);
    if (piece === 'minInt' || piece === 'maxInt') return '0'.repeat(piece.length);
    if (WORDS_THE_GRAMMAR_LACKS.has(piece)) return `.${piece.slice(1)}`;
    if (first !== '.' && piece.endsWith(')')) return withoutBlanks(piece);
    // An attribute of the name of a keyword.
    if (/^\w*\.with$/.test(piece)) return `${piece.slice(0, -4)}xxxx`;
    return /^\.\d+$/.test(piece) ? `0${piece.slice(1)}` : piece;
  });
  for (const { from, to } of asides) {
    readable = readable.slice(0, from) + ' '.repeat(to - from) + readable.slice(to);
  }
  return { readable, asides };
}

/** Nothing inside is a word of the language. */
function masked(piece: string): string {
  return /^(?:["`/]|\w*\.\D)/.test(piece) ? '_'.repeat(piece.length) : piece;
}

function plainDuration(piece: string): string {
  const unit = /(?:ns|us|µs|ms|[smhdwy])$/.exec(piece)?.[0];
  if (unit === undefined) return piece;
  const amount = piece.slice(0, -unit.length);
  const known = unit === 'd' || unit === 'w' || unit === 'y' ? 'h' : unit;
  return (/^\d+(?:\.\d+)?$/.test(amount) ? amount : '0'.repeat(amount.length)) + known;
}

function withoutBlanks(piece: string): string {
  return piece.replace(/\s/g, '').padEnd(piece.length);
}
