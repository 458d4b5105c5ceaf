/**
 * A query text with what differs from call to call taken out, so that calls of one statement compare equal:
 *
 *   SELECT * FROM devices WHERE unit_id = 17 AND kind IN ('lock', 'leak') -- hint
 *   SELECT * FROM devices WHERE unit_id = ? AND kind IN (?)
 *
 * Literals and placeholders ($1, ?, :id) become `?`, lists of them one `?`, comments and runs of white space one space.
 * Quoted identifiers ("units", `units`) stay. A scanner, not a parser: one pass, and any text at all may come.
 */
const SPACE = /\s/;
const WORD = /[\p{L}\p{N}_$]/u;
const DIGIT = /[0-9]/;
const NUMBER_PART = /[0-9A-Fa-f.xX_]/;

export function normaliseQueryText(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const end = tokenEnd(text, at);
    if (SPACE.test(char) || isComment(text, at)) pushSpace(parts);
    else if (char === "'" || DIGIT.test(char) || isPlaceholder(text, at)) pushPlaceholder(parts);
    else parts.push(text.slice(at, end));
    at = end;
  }
  return parts.join('').trim();
}

function tokenEnd(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === "'" || char === '"' || char === '`') return quotedEnd(text, at, char);
  if (text.startsWith('--', at)) return orEnd(text, text.indexOf('\n', at));
  if (text.startsWith('/*', at)) return orEnd(text, text.indexOf('*/', at), 2);
  if (isPlaceholder(text, at)) return runEnd(text, at + 1, WORD);
  if (DIGIT.test(char)) return runEnd(text, at, NUMBER_PART);
  if (SPACE.test(char)) return runEnd(text, at, SPACE);
  return WORD.test(char) ? runEnd(text, at, WORD) : at + 1;
}

/** A doubled quote stands for itself; a text that never closes ends at its end. */
function quotedEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text.charAt(i) !== quote) continue;
    if (text.charAt(i + 1) !== quote) return i + 1;
    i++;
  }
  return text.length;
}

function runEnd(text: string, at: number, class_: RegExp): number {
  let end = at;
  while (end < text.length && class_.test(text.charAt(end))) end++;
  return end;
}

function orEnd(text: string, found: number, length = 0): number {
  return found < 0 ? text.length : found + length;
}

function isComment(text: string, at: number): boolean {
  return text.startsWith('--', at) || text.startsWith('/*', at);
}

/** `?`, `$1`, `:id`; but not the cast `::int`. */
function isPlaceholder(text: string, at: number): boolean {
  const char = text.charAt(at);
  if (char === '?') return true;
  if (char === '$') return DIGIT.test(text.charAt(at + 1));
  return char === ':' && text.charAt(at - 1) !== ':' && WORD.test(text.charAt(at + 1));
}

function pushSpace(parts: string[]): void {
  if (parts.at(-1) !== ' ') parts.push(' ');
}

/** `?, ?` is `?`: the length of a list does not make another statement. */
function pushPlaceholder(parts: string[]): void {
  const isSpaced = parts.at(-1) === ' ';
  const comma = parts.length - (isSpaced ? 2 : 1);
  if (parts[comma] === ',' && parts[parts[comma - 1] === ' ' ? comma - 2 : comma - 1] === '?') {
    parts.length = comma;
    return;
  }
  parts.push('?');
}
