/**
 * The proof that an exercise teaches what it says: the start fails, the solution passes, and each wrong way that looks
 * right fails at the check that is named for it. Run against a real server, with the runner that the page uses.
 *
 * A run that hangs proves nothing: to fail is to come to rest and be judged, unless the exercise says that this very
 * case must time out.
 */
import type { DemoServer } from '../../server-client/port.ts';
import type { SqlEngine } from '../../sql/sql-port.ts';
import type { CodeProblem, Program, Programs } from '../code/program.ts';
import type { AuthoredExercise, Exercise, FailingVerdict, InputSet } from '../definition/exercise.ts';
import { systemClock } from '../run/clock.ts';
import { startRun } from '../run/run.ts';
import { systemRandomBytes } from '../run/run-identity.ts';
import type { RunOutcome, Unsettled } from '../run/run-outcome.ts';

export interface ProofCase {
  readonly exercise: AuthoredExercise;
  /** `start`, `solution`, or the name of a cheat. */
  readonly name: string;
  readonly inputs: InputSet;
  /** Where code is edited. */
  readonly program?: Program;
  /** Where the code is SQL. */
  readonly statement?: string;
  readonly expect:
    | { readonly type: 'passes' }
    | { readonly type: 'fails'; readonly verdict: FailingVerdict }
    | { readonly type: 'fails-at'; readonly check: number; readonly verdict: FailingVerdict };
}
export interface Proof {
  readonly proofCase: ProofCase;
  readonly holds: boolean;
  /** What happened, in one line. */
  readonly seen: string;
}

/** Where exercises are proved: a server, and where programs are installed. */
export interface ProofPlace {
  readonly server: DemoServer;
  readonly programs: Pick<Programs, 'open' | 'onProblem'>;
  readonly sql: SqlEngine;
}

export function proofCases(exercise: AuthoredExercise): readonly ProofCase[] {
  const { code, start, solution, cheats, startVerdict = 'failed' } = exercise;
  const program = (source: string | undefined) => {
    if (code === undefined) return {};
    const text = source ?? code.solution;
    return code.language === 'sql' ? { statement: text } : { program: { part: code.part, source: text } };
  };
  return [
    {
      exercise,
      name: 'start',
      inputs: start,
      ...program(code?.start),
      expect: { type: 'fails', verdict: startVerdict },
    },
    { exercise, name: 'solution', inputs: solution, ...program(code?.solution), expect: { type: 'passes' } },
    ...cheats.map(({ name, inputs, source, caughtBy, verdict = 'failed' as const }) => ({
      exercise,
      name,
      inputs,
      ...program(source),
      expect: { type: 'fails-at' as const, check: caughtBy, verdict },
    })),
  ];
}

export async function prove(proofCase: ProofCase, { server, programs, sql }: ProofPlace): Promise<Proof> {
  const { exercise, inputs, program, statement } = proofCase;
  const problems: CodeProblem[] = [];
  const stop = programs.onProblem((problem) => problems.push(problem));
  try {
    const opened = program && (await programs.open(program));
    if (opened?.type === 'problems')
      return { proofCase, holds: false, seen: opened.problems.map(sayProblem).join('; ') };
    const run = startRun(exercise, inputs, opened?.server ?? server, {
      session: crypto.randomUUID(),
      clock: systemClock,
      randomBytes: systemRandomBytes,
      ...(statement !== undefined && { ask: (table) => sql.ask(statement, table) }),
    });
    const outcome = await run.outcome;
    const seen = [inWords(exercise, outcome), ...problems.map(sayProblem)].join('; ');
    return { proofCase, holds: holds(proofCase, outcome), seen };
  } finally {
    stop();
  }
}

const sayProblem = ({ line, message }: CodeProblem): string => `line ${line}: ${message}`;

function holds({ expect }: ProofCase, outcome: RunOutcome): boolean {
  if (outcome.type !== 'judged') return false;
  switch (expect.type) {
    case 'passes':
      return outcome.verdict === 'passed';
    case 'fails':
      return outcome.verdict === expect.verdict;
    case 'fails-at':
      return outcome.verdict === expect.verdict && outcome.judgement.results[expect.check]?.pass === false;
  }
}

function inWords(exercise: Exercise, outcome: RunOutcome): string {
  if (outcome.type === 'stopped') return outcome.message;
  const failing = outcome.judgement.results.flatMap(({ pass, expected, seen }, index) =>
    pass ? [] : [`check ${index} (${exercise.checks[index]?.say}): expected ${expected}, saw ${seen}`],
  );
  const verdict = outcome.verdict === 'timed-out' ? `timed out${stillGoingOn(outcome.unsettled)}; ` : '';
  return `${verdict}${failing.length === 0 ? 'every check passes' : failing.join('; ')}`;
}

function stillGoingOn(unsettled: Unsettled | undefined): string {
  if (unsettled === undefined) return '';
  const { openSpans, queuedMessages, unanswered } = unsettled;
  const answers = unanswered === undefined ? '' : `, ${unanswered} not answered`;
  return ` (${openSpans} spans open, ${queuedMessages} messages queued${answers})`;
}
