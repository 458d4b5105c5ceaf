/** Which ladder of hints the button climbs: that of the first failing check which still has a rung. Pure. */
import type { CheckResult } from '../../trace/checks/types.ts';
import type { Exercise } from '../definition/exercise.ts';

export interface HintLadder {
  readonly id: string;
  /** What the hints are about: the words of the check. */
  readonly about: string;
  readonly rungs: readonly string[];
  /** How many are on show. */
  readonly shown: number;
}

/** How many rungs of each ladder were asked for. */
export type HintsShown = Readonly<Record<string, number>>;

/** Before the first run every check is open, so the first one's hints are on offer. */
export function hintLadder(
  exercise: Exercise,
  results: readonly CheckResult[] | undefined,
  asked: HintsShown,
): HintLadder | undefined {
  const open = exercise.checks.filter((_, index) => !results?.[index]?.pass);
  const ladders = open.flatMap(({ hint, say }) => {
    const rungs = hint === undefined ? undefined : exercise.hints[hint];
    return hint === undefined || !rungs ? [] : [{ id: hint, about: say, rungs, shown: asked[hint] ?? 0 }];
  });
  return ladders.find(({ rungs, shown }) => shown < rungs.length) ?? ladders[0];
}
