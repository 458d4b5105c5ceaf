/** A program as a learner tries it: opened, run once in its exercise, and everything that came of it. */
import type { CodeProblem, Programs } from '../../src/exercises/code/program.ts';
import type { Exercise, InputSet } from '../../src/exercises/definition/exercise.ts';
import { systemClock } from '../../src/exercises/run/clock.ts';
import { startRun } from '../../src/exercises/run/run.ts';
import { systemRandomBytes } from '../../src/exercises/run/run-identity.ts';
import { canonicalTelemetry } from './canonical-telemetry.ts';

export interface Tried {
  /** The verdict, or why there is none. */
  readonly end: string;
  readonly problems: readonly CodeProblem[];
  readonly telemetry?: ReturnType<typeof canonicalTelemetry>;
  readonly spans?: number;
}

export async function tryProgram(
  programs: Pick<Programs, 'open' | 'onProblem'>,
  exercise: Exercise,
  inputs: InputSet,
  source: string,
): Promise<Tried> {
  const problems: CodeProblem[] = [];
  const stop = programs.onProblem((problem) => problems.push(problem));
  try {
    const opened = await programs.open({ part: exercise.code?.part ?? 'units-route', source });
    if (opened.type === 'problems') return { end: 'problems', problems: opened.problems };
    const run = startRun(exercise, inputs, opened.server, {
      session: crypto.randomUUID(),
      clock: systemClock,
      randomBytes: systemRandomBytes,
    });
    const outcome = await run.outcome;
    const end = outcome.type === 'judged' ? outcome.verdict : outcome.message;
    return { end, problems, telemetry: canonicalTelemetry(run.table), spans: run.table.spanCount };
  } finally {
    stop();
  }
}
