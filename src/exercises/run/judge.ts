/** The verdict on a run: every check of the exercise on the evidence that the run left. */
import { evaluateCheck } from '../../trace/checks/evaluate-check.ts';
import type { CheckResult, Evidence } from '../../trace/checks/types.ts';
import type { SpanIndex, TraceReader } from '../../trace/model/types.ts';
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

export interface RunFigures {
  readonly spans: number;
  /** With the page's own, as the timeline counts. */
  readonly services: number;
}

export function runFigures(table: TraceReader): RunFigures {
  const services = new Set<string>();
  for (let span = 0 as SpanIndex; span < table.spanCount; span++) {
    services.add(table.strings.get(table.columns.service[span] ?? 0));
  }
  return { spans: table.spanCount, services: services.size };
}
