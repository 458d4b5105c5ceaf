/** Quotes and brackets that do not close, or close what was never opened. */
import type { TraceQLError } from './traceql-error.ts';

const PARTNER: { readonly [close: string]: string } = { '}': '{', ')': '(' };
const CLOSING: { readonly [open: string]: string } = { '{': '}', '(': ')' };

export function unbalanced(text: string): TraceQLError | undefined {
  const open: { readonly bracket: string; readonly at: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === '`') {
      const end = endOfString(text, at);
      if (end === undefined) {
        return {
          message: `This string is not closed: a ${character} is missing.`,
          from: at,
          to: text.length,
        };
      }
      at = end;
    } else if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      at = end;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0)
        return { message: 'This comment is not closed: "*/" is missing.', from: at, to: text.length };
      at = end + 1;
    } else if (character === '{' || character === '(') {
      open.push({ bracket: character, at });
    } else if (character === '}' || character === ')') {
      const last = open.pop();
      if (last === undefined) {
        return { message: `This "${character}" closes nothing.`, from: at, to: at + 1 };
      }
      if (last.bracket !== PARTNER[character]) {
        const expected = CLOSING[last.bracket] as string;
        return { message: `Expected "${expected}" before "${character}".`, from: at, to: at + 1 };
      }
    }
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  const missing = CLOSING[last.bracket] as string;
  return {
    message: `This "${last.bracket}" is not closed: "${missing}" is missing.`,
    from: last.at,
    to: last.at + 1,
  };
}

function endOfString(text: string, from: number): number | undefined {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at;
  }
  return undefined;
}
