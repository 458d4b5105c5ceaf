/**
 * The proof that an exercise teaches what it says: the start fails, the solution passes, and each wrong way that looks
 * right fails at the check that is named for it. Run against a real server, with the runner that the page uses.
 */
import type { DemoServer } from '../../server-client/port.ts';
import type { Exercise, InputSet } from '../definition/exercise.ts';
import { systemClock } from '../run/clock.ts';
import { type RunOutcome, startRun } from '../run/run.ts';
import { systemRandomBytes } from '../run/run-identity.ts';

export interface ProofCase {
  readonly exercise: Exercise;
  /** `start`, `solution`, or the name of a cheat. */
  readonly name: string;
  readonly inputs: InputSet;
  readonly expect:
    | { readonly type: 'passes' }
    | { readonly type: 'fails' }
    | { readonly type: 'fails-at'; readonly check: number };
}
export interface Proof {
  readonly proofCase: ProofCase;
  readonly holds: boolean;
  /** What happened, in one line. */
  readonly seen: string;
}

export function proofCases(exercise: Exercise): readonly ProofCase[] {
  return [
    { exercise, name: 'start', inputs: exercise.start, expect: { type: 'fails' } },
    { exercise, name: 'solution', inputs: exercise.solution, expect: { type: 'passes' } },
    ...exercise.cheats.map(({ name, inputs, caughtBy }) => ({
      exercise,
      name,
      inputs,
      expect: { type: 'fails-at' as const, check: caughtBy },
    })),
  ];
}

export async function prove(proofCase: ProofCase, server: DemoServer): Promise<Proof> {
  const { exercise, inputs } = proofCase;
  const run = startRun(exercise, inputs, server, {
    session: crypto.randomUUID(),
    clock: systemClock,
    randomBytes: systemRandomBytes,
  });
  const outcome = await run.outcome;
  return { proofCase, holds: holds(proofCase, outcome), seen: inWords(exercise, outcome) };
}

function holds({ expect }: ProofCase, outcome: RunOutcome): boolean {
  if (outcome.type !== 'judged') return false;
  switch (expect.type) {
    case 'passes':
      return outcome.verdict === 'passed';
    case 'fails':
      return outcome.verdict !== 'passed';
    case 'fails-at':
      // On a slow machine a heavy run may time out; the check has failed on what had arrived all the same.
      return outcome.verdict !== 'passed' && outcome.judgement.results[expect.check]?.pass === false;
  }
}

function inWords(exercise: Exercise, outcome: RunOutcome): string {
  if (outcome.type === 'stopped') return outcome.message;
  const failing = outcome.judgement.results.flatMap(({ pass, expected, seen }, index) =>
    pass ? [] : [`check ${index} (${exercise.checks[index]?.say}): expected ${expected}, saw ${seen}`],
  );
  const verdict = outcome.verdict === 'timed-out' ? 'timed out; ' : '';
  return `${verdict}${failing.length === 0 ? 'every check passes' : failing.join('; ')}`;
}
