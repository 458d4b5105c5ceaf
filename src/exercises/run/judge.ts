/**
 * The verdict on a run: every check of the exercise on the evidence that the run left. It brings TraceQL with it, so the
 * page fetches it with the first run.
 */
import { evaluateCheck } from '../../trace/checks/evaluate-check.ts';
import type { CheckResult, Evidence } from '../../trace/checks/types.ts';
import type { Exercise, InputSet } from '../definition/exercise.ts';

export interface Judgement {
  readonly passed: boolean;
  readonly results: readonly CheckResult[];
}

export function judge(exercise: Exercise, evidence: Evidence): Judgement {
  const results = exercise.checks.map((check) => evaluateCheck(check, evidence));
  return { passed: results.every(({ pass }) => pass), results };
}

/** The same run in the light of other answers: nothing is sent again. */
export function judgeAnswers(exercise: Exercise, evidence: Evidence, inputs: InputSet): Judgement {
  return judge(exercise, { ...evidence, inputs });
}
