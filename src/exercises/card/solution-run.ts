/** The solution, run for real, to be looked at beside the learner's own run. At most one is under way. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Run } from '../run/run.ts';
import type { Comparison } from './card-types.ts';
import { finishedRun } from './finished-run.ts';
import type { ReadyRun, RunOpener } from './run-opener.ts';

export interface SolutionRun {
  readonly comparison: ReadonlySignal<Comparison | undefined>;
  start(): Promise<void>;
  close(): void;
}

export function createSolutionRun(opener: RunOpener, begin: (opened: ReadyRun) => Run): SolutionRun {
  const comparison = signal<Comparison | undefined>(undefined);
  /** What was asked for last; another value means that it is no longer wanted. */
  let wanted: { run?: Run } | undefined;

  async function start(): Promise<void> {
    if (comparison.value?.type === 'running') return;
    const own: { run?: Run } = {};
    wanted = own;
    comparison.value = { type: 'running' };
    const opened = await opener.open('solution');
    if (wanted !== own) return;
    if (opened.type === 'refused') {
      const notice = opened.notice ?? { message: 'The solution could not be run.', hint: '' };
      comparison.value = { type: 'stopped', notice };
      return;
    }
    own.run = begin(opened);
    const ended = await own.run.outcome;
    if (wanted !== own) return;
    comparison.value =
      ended.type === 'judged'
        ? { type: 'done', solution: finishedRun(ended), table: own.run.table }
        : { type: 'stopped', notice: { message: ended.message, hint: ended.hint } };
  }

  function close(): void {
    const aborted = wanted;
    wanted = undefined;
    comparison.value = undefined;
    aborted?.run?.abort();
  }

  return { comparison, start, close };
}
