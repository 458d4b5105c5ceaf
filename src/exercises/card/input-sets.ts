/** What the learner set, against what was run and what was saved. Pure. */
import type { Exercise, InputSet } from '../definition/exercise.ts';
import { valueProblem } from '../definition/value-problem.ts';

/** Whether what was set no longer is what was run; answers are judged without a run. */
export function isStale(exercise: Exercise, ran: InputSet, now: InputSet): boolean {
  return exercise.inputs.some(
    ({ id, role }) => role !== 'answer' && JSON.stringify(ran[id]) !== JSON.stringify(now[id]),
  );
}

/** A chosen span belongs to its run; the next run has others. */
export function withoutSpans(exercise: Exercise, set: InputSet): InputSet {
  const isSpan = (id: string) => exercise.inputs.some((input) => input.id === id && input.type === 'span');
  return Object.fromEntries(Object.entries(set).filter(([id]) => !isSpan(id)));
}

/** Saved inputs that still fit: the exercise may have changed since. Answers, but for queries, belong to a run that is gone. */
export function usable(exercise: Exercise, saved: InputSet): InputSet {
  return Object.fromEntries(
    Object.entries(saved).filter(([id, value]) => {
      const input = exercise.inputs.find((candidate) => candidate.id === id);
      if (input === undefined || valueProblem(input, value) !== undefined) return false;
      return input.role !== 'answer' || input.type === 'traceql';
    }),
  );
}
