/**
 * Runs of a code exercise go to a worker of the page in which the learner's program stands in for a part of the demo
 * server, also when a live server is there: nobody's code runs on a machine that is not theirs.
 */
import { computed, signal } from '@preact/signals';
import type { BootState } from '../../server-client/in-browser.ts';
import { megabytes } from '../../server-client/megabytes.ts';
import type { OwnedCode } from '../code/code-model.ts';
import type { CodePorts } from '../code/code-ports.ts';
import type { CodeProblem } from '../code/program.ts';
import type { Tenant } from '../code/program-slot.ts';
import type { ExerciseCode } from '../definition/exercise.ts';
import type { Notice } from './card-types.ts';
import type { OpenedHost, RunHost, RunOwner } from './run-host.ts';

/** A program in a loop can throw without end. */
const MOST_PROBLEMS = 20;

export interface ProgramHostEvents {
  /** The program of another card took its place. */
  evicted(): void;
  /** The program was ended from outside, and why. */
  ended(why: Notice): void;
}

export function createProgramHost(
  { part, solution }: Exclude<ExerciseCode, { readonly language: 'sql' }>,
  code: OwnedCode,
  { slot, unsupported, warm }: CodePorts,
  events: ProgramHostEvents,
): RunHost {
  const progress = signal<string | undefined>(undefined);
  const cannot = signal<string | undefined>(undefined);
  let owner: RunOwner = 'learner';
  let end: Notice | undefined;

  const tenant: Tenant = {
    problem(problem) {
      const { type, message, hint } = problem;
      if (type === 'ended') {
        end = { message, hint };
        events.ended(end);
      } else if (owner === 'learner') code.problems.value = withProblem(code.problems.value, problem);
    },
    evicted: events.evicted,
    boot: (state) => {
      progress.value = bootWords(state);
    },
  };

  async function open(next: RunOwner): Promise<OpenedHost> {
    owner = next;
    end = undefined;
    if (owner === 'learner') code.problems.value = [];
    const source = owner === 'learner' ? code.source.value : solution;
    try {
      const opened = await slot.open(tenant, { part, source });
      if (opened.type === 'ready') return opened;
      const [ended] = opened.problems.filter(({ type }) => type === 'ended');
      if (ended) return { type: 'refused', notice: { message: ended.message, hint: ended.hint } };
      if (owner === 'learner') code.problems.value = opened.problems.slice(0, MOST_PROBLEMS);
      return { type: 'refused' };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { type: 'refused', notice: { message, hint: CANNOT_HINT } };
    }
  }

  return {
    mode: signal('in-browser' as const),
    blocked: computed(() => cannot.value),
    progress,
    open,
    lostNotice: () => end ?? LOST,
    stop: () => slot.stop(tenant),
    approach() {
      if (cannot.value === undefined) warm();
    },
    lost() {},
    forget() {},
    connect() {
      cannot.value = unsupported();
      return () => slot.stop(tenant);
    },
  };
}

const LOST = {
  message: 'The program gave no sign of life, so it was ended and there is no verdict.',
  hint: 'Look for a loop that never ends, or for a list that grows until the memory is full. Your code is kept; change it and run again.',
};
const CANNOT_HINT =
  'Press Run to try again. If it stays so, reload the page; your code is kept. Exercises without code run on.';

/** What is waited for, while it is waited for. */
function bootWords(state: BootState): string | undefined {
  switch (state.type) {
    case 'fetching':
      return state.totalBytes === 0
        ? 'Fetching a demo server for your code.'
        : `Fetching a demo server for your code: ${megabytes(state.bytes)} of ${megabytes(state.totalBytes)} MB.`;
    case 'starting':
      return 'Starting a demo server with your code in it, in your browser.';
    default:
      return undefined;
  }
}

/** Each place and message once. */
function withProblem(all: readonly CodeProblem[], next: CodeProblem): readonly CodeProblem[] {
  const known = all.some(({ line, message }) => line === next.line && message === next.message);
  return known || all.length >= MOST_PROBLEMS ? all : [...all, next];
}
