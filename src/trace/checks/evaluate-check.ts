/**
 * A check on the evidence of a run: pass or fail, the spans that show it, and what was expected and seen in words.
 *
 * A check cannot pass by silence. Without a single span every check fails, but for "this query matches nothing"; a rule
 * whose selection is empty fails and says so; and a query that cannot be read is a failing result, never an exception.
 */
import {
  evaluateAttribute,
  evaluateAttributeCount,
  evaluateNoAttribute,
  evaluateResource,
} from './attribute-checks.ts';
import { checkProblems } from './check-queries.ts';
import { evaluateEstimate } from './estimate-check.ts';
import { evaluateExportedEqualsEnded, evaluateExporterEndpoint } from './export-checks.ts';
import { evaluateKept } from './kept-check.ts';
import { evaluateLog } from './log-check.ts';
import { evaluateMetric } from './metric-check.ts';
import { evaluateOverlap } from './overlap-check.ts';
import { evaluatePrediction } from './prediction-check.ts';
import { evaluateRegistryFindings } from './registry-check.ts';
import { evaluateChildOf, evaluateLinksTo, evaluateSameTrace } from './relation-checks.ts';
import { evaluateNoRepeatedQuery } from './repeated-query-check.ts';
import { evaluateNoOrphans, evaluateOnlyRoot } from './root-checks.ts';
import { evaluateSameResponse } from './same-response-check.ts';
import { evaluateSqlReads, evaluateSqlRows, evaluateTraceqlSelects } from './sql-checks.ts';
import { evaluateTraceqlCheck } from './traceql-check.ts';
import type { CheckResult, CheckRule, Evidence } from './types.ts';

type RuleOf<Type extends CheckRule['type']> = Extract<CheckRule, { readonly type: Type }>;
type Evaluators = {
  readonly [Type in CheckRule['type']]: (rule: RuleOf<Type>, evidence: Evidence) => CheckResult;
};

const EVALUATORS: Evaluators = {
  traceql: evaluateTraceqlCheck,
  onlyRoot: evaluateOnlyRoot,
  noOrphans: evaluateNoOrphans,
  sameTrace: evaluateSameTrace,
  childOf: evaluateChildOf,
  linksTo: evaluateLinksTo,
  noRepeatedQuery: evaluateNoRepeatedQuery,
  overlap: evaluateOverlap,
  attribute: evaluateAttribute,
  noAttribute: evaluateNoAttribute,
  attributeCount: evaluateAttributeCount,
  resource: evaluateResource,
  metric: evaluateMetric,
  log: evaluateLog,
  kept: evaluateKept,
  estimate: evaluateEstimate,
  exportedEqualsEnded: evaluateExportedEqualsEnded,
  exporterEndpoint: evaluateExporterEndpoint,
  registryFindings: evaluateRegistryFindings,
  sameResponse: evaluateSameResponse,
  sqlRows: evaluateSqlRows,
  sqlReads: evaluateSqlReads,
  traceqlSelects: evaluateTraceqlSelects,
  prediction: evaluatePrediction,
};

export function evaluateCheck(check: CheckRule, evidence: Evidence): CheckResult {
  const [problem] = checkProblems(check);
  if (problem !== undefined) {
    return {
      pass: false,
      spans: [],
      expected: `a TraceQL query as ${problem.field}`,
      seen: `at character ${problem.from + 1} of ${problem.query}: ${problem.message}`,
    };
  }
  const result = evaluateRule(check, evidence);
  if (evidence.table.spanCount > 0 || (check.type === 'traceql' && check.matches === 'none')) return result;
  return { pass: false, spans: [], expected: result.expected, seen: 'no spans arrived' };
}

function evaluateRule<Type extends CheckRule['type']>(rule: RuleOf<Type>, evidence: Evidence): CheckResult {
  const evaluate: Evaluators[Type] = EVALUATORS[rule.type as Type];
  return evaluate(rule, evidence);
}
