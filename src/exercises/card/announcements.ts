/** What a screen reader says when Run or Reset was pressed: that it is under way, and its end, whatever the end is. */
import type { CardModel } from './card-types.ts';
import { announcement, problemWords } from './run-words.ts';

export function cardAnnouncement({ state, run, code, exercise, resets }: CardModel): string {
  if (state.value === 'running') return 'Running.';
  const problems = code?.problems.value ?? [];
  const refused = problems.some(({ type }) => type !== 'thrown');
  const timedOut = state.value === 'timed-out';
  const verdict = run.value && !refused ? announcement(run.value, exercise.checks, timedOut) : '';
  const said = [verdict, problemWords(problems)].filter((words) => words !== '').join(' ');
  return said === '' && run.value === undefined && resets.value > 0 ? 'Everything is as at the start.' : said;
}
