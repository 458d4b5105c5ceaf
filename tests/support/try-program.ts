/** A program as a learner tries it: opened, run once in its exercise, and everything that came of it. */
import type { CodeProblem, Programs } from '../../src/exercises/code/program.ts';
import type { Exercise, InputSet } from '../../src/exercises/definition/exercise.ts';
import { systemClock } from '../../src/exercises/run/clock.ts';
import { startRun } from '../../src/exercises/run/run.ts';
import { systemRandomBytes } from '../../src/exercises/run/run-identity.ts';
import type { TraceTable } from '../../src/trace/model/trace-table.ts';
import { SPAN_KINDS } from '../../src/trace/model/types.ts';
import { canonicalTelemetry } from './canonical-telemetry.ts';

export interface Tried {
  /** The verdict, or why there is none. */
  readonly end: string;
  readonly problems: readonly CodeProblem[];
  readonly telemetry?: ReturnType<typeof canonicalTelemetry>;
  readonly spans?: number;
  /** From the press of Run until the program was in place, and until the verdict. */
  readonly openedMs?: number;
  readonly verdictMs?: number;
  /** The longest span of a server: the route itself. */
  readonly routeMs?: number;
}

export async function tryProgram(
  programs: Pick<Programs, 'open' | 'onProblem'>,
  exercise: Exercise,
  inputs: InputSet,
  source: string,
): Promise<Tried> {
  const problems: CodeProblem[] = [];
  const stop = programs.onProblem((problem) => problems.push(problem));
  const startMs = performance.now();
  try {
    const opened = await programs.open({
      part: exercise.code && 'part' in exercise.code ? exercise.code.part : 'units-route',
      source,
    });
    if (opened.type === 'problems') return { end: 'problems', problems: opened.problems };
    const openedMs = performance.now() - startMs;
    const run = startRun(exercise, inputs, opened.server, {
      session: crypto.randomUUID(),
      clock: systemClock,
      randomBytes: systemRandomBytes,
    });
    const outcome = await run.outcome;
    const verdictMs = performance.now() - startMs;
    const end = outcome.type === 'judged' ? outcome.verdict : outcome.message;
    const telemetry = canonicalTelemetry(run.table);
    return {
      end,
      problems,
      telemetry,
      spans: run.table.spanCount,
      openedMs,
      verdictMs,
      routeMs: routeMs(run.table),
    };
  } finally {
    stop();
  }
}

function routeMs({ spanCount, columns }: TraceTable): number {
  let longestNs = 0;
  for (let span = 0; span < spanCount; span++) {
    if (SPAN_KINDS[columns.kind[span] ?? 0] !== 'server') continue;
    longestNs = Math.max(longestNs, (columns.endNs[span] ?? 0) - (columns.startNs[span] ?? 0));
  }
  return longestNs / 1e6;
}
