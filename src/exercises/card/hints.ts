/**
 * The ladders of hints, one for each check that is open. The button climbs the first that still has a rung; what was asked
 * for stays on show until its check has passed, the last rung too. Pure: of the hints it knows how many there are, their
 * words are `hint-texts.ts`'s.
 */
import type { CheckResult } from '../../trace/checks/types.ts';
import type { Exercise } from '../definition/exercise.ts';

export interface HintLadder {
  readonly id: string;
  /** What the hints are about: the words of the check. */
  readonly about: string;
  /** How many there are. */
  readonly rungs: number;
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
  const ladders = openLadders(exercise, results, asked);
  return ladders.find(({ rungs, shown }) => shown < rungs) ?? ladders[0];
}

/** Those of which something was asked for. */
export function hintsOnShow(
  exercise: Exercise,
  results: readonly CheckResult[] | undefined,
  asked: HintsShown,
): readonly HintLadder[] {
  return openLadders(exercise, results, asked).filter(({ shown }) => shown > 0);
}

function openLadders(
  exercise: Exercise,
  results: readonly CheckResult[] | undefined,
  asked: HintsShown,
): readonly HintLadder[] {
  const ladders = new Map<string, HintLadder>();
  for (const [index, { hint, say }] of exercise.checks.entries()) {
    const rungs = hint === undefined ? undefined : exercise.hintRungs[hint];
    // Two checks may share a ladder; it is about the first of them.
    if (results?.[index]?.pass || hint === undefined || !rungs || ladders.has(hint)) continue;
    ladders.set(hint, { id: hint, about: say, rungs, shown: asked[hint] ?? 0 });
  }
  return [...ladders.values()];
}
