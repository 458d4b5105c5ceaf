/**
 * Go's regular expressions, fully anchored, as TraceQL uses them: `=~ "a|b"` matches the whole value or nothing.
 *
 * They are run here and not handed to `RegExp` for two reasons. The syntax differs (`(?i)`, `\z`, `[[:alpha:]]`,
 * `\Q..\E`; no look-around, no back references). And a query is anybody's text: this engine takes time proportional
 * to pattern times value, where a backtracking one can be made to take for ever by `(a+)+b`.
 *
 * Syntax: https://pkg.go.dev/regexp/syntax
 */
import { parseGoRegexp } from './parse.ts';
import { compileProgram, matchesWhole } from './program.ts';

export type GoRegexp =
  | { readonly ok: true; matches(text: string): boolean }
  | { readonly ok: false; readonly message: string };

/** Nothing in it but words and `|`, as most patterns are: a set answers at once. */
const PLAIN_ALTERNATIVES = /^[^\\.^$*+?()[\]{}]*$/;

export function goRegexp(pattern: string): GoRegexp {
  if (PLAIN_ALTERNATIVES.test(pattern)) {
    const alternatives = new Set(pattern.split('|'));
    return { ok: true, matches: (text) => alternatives.has(text) };
  }
  const parsed = parseGoRegexp(pattern);
  if (!parsed.ok) return parsed;
  const program = compileProgram(parsed.node);
  if (program === undefined) return { ok: false, message: 'its repetitions are too large.' };
  return { ok: true, matches: (text) => matchesWhole(program, text) };
}
