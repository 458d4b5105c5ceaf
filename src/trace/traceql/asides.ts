/**
 * What Tempo reads and the published grammar does not, standing beside the rest of the query: hints, and the comparison
 * behind a metric. They are found here, blanked for the grammar, and put back among the tokens at their places.
 *
 *     { } | rate() by (name) > 5 | topk(3) with (exemplars=10)
 *                            '-'           '-----------------'
 */
import { METRIC_FUNCTIONS, SECOND_STAGE_FUNCTIONS } from './metrics-ast.ts';

export interface Aside {
  readonly type: 'hint' | 'comparison';
  readonly from: number;
  readonly to: number;
}

const HINT = /\bwith\s*\([^()]*\)/g;
const CALL = new RegExp(`\\b(?:${[...METRIC_FUNCTIONS, ...SECOND_STAGE_FUNCTIONS].join('|')})\\s*\\(`, 'g');
const BY = /\s*by\s*\(/y;
const COMPARISON = /\s*(?:>=|<=|!=|=|>|<)\s*-?\s*(?:\d+(?:\.\d+)?|\.\d+)(?:[a-zµ]+[\d.]*)*/y;

/** `masked` is the query with its strings, comments and attribute names made unreadable, at the same length. */
export function findAsides(masked: string): readonly Aside[] {
  const asides: Aside[] = [];
  for (const hint of masked.matchAll(HINT)) {
    asides.push({ type: 'hint', from: hint.index, to: hint.index + hint[0].length });
  }
  for (const call of masked.matchAll(CALL)) {
    let end = closing(masked, call.index + call[0].length);
    BY.lastIndex = end;
    const by = BY.exec(masked);
    if (by !== null) end = closing(masked, BY.lastIndex);
    COMPARISON.lastIndex = end;
    const comparison = COMPARISON.exec(masked);
    if (comparison === null) continue;
    const blanks = comparison[0].length - comparison[0].trimStart().length;
    asides.push({ type: 'comparison', from: end + blanks, to: COMPARISON.lastIndex });
  }
  return asides.sort((a, b) => a.from - b.from);
}

/** Where the parenthesis that is open at `from` closes; the end of the text if it does not. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '(') depth++;
    if (character === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}
