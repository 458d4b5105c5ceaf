/** What a screen reader says when a press of Run has come to its end, whatever the end is. */
import type { CardModel } from './card-types.ts';
import { announcement, problemWords } from './run-words.ts';

export function cardAnnouncement({ state, run, code, exercise }: CardModel): string {
  if (state.value === 'running') return '';
  const problems = code?.problems.value ?? [];
  const refused = problems.some(({ type }) => type !== 'thrown');
  const timedOut = state.value === 'timed-out';
  const verdict = run.value && !refused ? announcement(run.value, exercise.checks, timedOut) : '';
  return [verdict, problemWords(problems)].filter((words) => words !== '').join(' ');
}
