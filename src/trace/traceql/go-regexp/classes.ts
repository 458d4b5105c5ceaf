/** Sets of code points: `\d`, `[[:alpha:]]`, `\p{Greek}`. */
import { isWord } from './program.ts';

export type CodePointSet = (codePoint: number) => boolean;

export const isDigit: CodePointSet = (c) => c >= 48 && c <= 57;
const isSpace: CodePointSet = (c) => c === 32 || c === 9 || c === 10 || c === 12 || c === 13;
const isUpper: CodePointSet = (c) => c >= 65 && c <= 90;
const isLower: CodePointSet = (c) => c >= 97 && c <= 122;
const isGraph: CodePointSet = (c) => c > 32 && c < 127;
const isAlpha: CodePointSet = (c) => isUpper(c) || isLower(c);

export function not(set: CodePointSet): CodePointSet {
  return (codePoint) => !set(codePoint);
}

/** By the letter after the backslash. */
export const PERL_CLASSES: { readonly [letter: string]: CodePointSet } = {
  d: isDigit,
  D: not(isDigit),
  s: isSpace,
  S: not(isSpace),
  w: isWord,
  W: not(isWord),
};

/** By the name in `[[:name:]]`; all are ASCII, as in Go. */
export const POSIX_CLASSES: { readonly [name: string]: CodePointSet } = {
  alnum: (c) => isAlpha(c) || isDigit(c),
  alpha: isAlpha,
  ascii: (c) => c < 128,
  blank: (c) => c === 32 || c === 9,
  cntrl: (c) => c < 32 || c === 127,
  digit: isDigit,
  graph: isGraph,
  lower: isLower,
  print: (c) => c === 32 || isGraph(c),
  punct: (c) => isGraph(c) && !isAlpha(c) && !isDigit(c),
  space: (c) => isSpace(c) || c === 11,
  upper: isUpper,
  word: isWord,
  xdigit: (c) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
};

/** A general category (`Lu`) or a script (`Greek`); undefined if there is none of that name. */
export function unicodeClass(name: string): CodePointSet | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  for (const property of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      const one = new RegExp(`^\\p{${property}}$`, 'u');
      return (codePoint) => one.test(String.fromCodePoint(codePoint));
    } catch {
      // Not a property of that kind: the next one may be.
    }
  }
  return undefined;
}

/** `(?i)`: either case of the code point is in the set. */
export function foldCase(set: CodePointSet): CodePointSet {
  return (codePoint) => {
    if (set(codePoint)) return true;
    const text = String.fromCodePoint(codePoint);
    const lower = text.toLowerCase().codePointAt(0) as number;
    const upper = text.toUpperCase().codePointAt(0) as number;
    return (lower !== codePoint && set(lower)) || (upper !== codePoint && set(upper));
  };
}
