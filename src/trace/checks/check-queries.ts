/** The TraceQL inside checks: where it stands, and whether it can be read. Content tests ask this before any run. */
import type { TraceQLError } from '../traceql/traceql.ts';
import { parseOnce } from './select-spans.ts';
import type { CheckRule, PredictionTruth } from './types.ts';

export interface CheckQuery {
  /** Within the rule: `query`, `parent`, `truth.queries.two writes`. */
  readonly field: string;
  readonly query: string;
}
export interface CheckProblem extends TraceQLError {
  readonly field: string;
  readonly query: string;
}

/** Every query of the check that cannot be read, and why. */
export function checkProblems(check: CheckRule): readonly CheckProblem[] {
  return checkQueries(check).flatMap(({ field, query }) => {
    const parsed = parseOnce(query);
    return parsed.ok ? [] : [{ field, query, ...parsed.error }];
  });
}

export function checkQueries(check: CheckRule): readonly CheckQuery[] {
  switch (check.type) {
    case 'traceql':
      return [{ field: 'query', query: check.query }];
    case 'onlyRoot':
    case 'overlap':
    case 'attribute':
    case 'noAttribute':
    case 'attributeCount':
    case 'resource':
    case 'kept':
    case 'exportedEqualsEnded':
    case 'registryFindings':
      return [{ field: 'select', query: check.select }];
    case 'sameTrace':
      return [
        { field: 'a', query: check.a },
        { field: 'b', query: check.b },
      ];
    case 'childOf':
      return [
        { field: 'child', query: check.child },
        { field: 'parent', query: check.parent },
      ];
    case 'linksTo':
      return [
        { field: 'from', query: check.from },
        { field: 'to', query: check.to },
      ];
    case 'noRepeatedQuery':
      return [{ field: 'under', query: check.under }];
    case 'log':
      return [
        ...(check.inSpan === undefined ? [] : [{ field: 'inSpan', query: check.inSpan }]),
        ...(check.inTraceOf === undefined ? [] : [{ field: 'inTraceOf', query: check.inTraceOf }]),
      ];
    case 'prediction':
      return truthQueries(check.truth);
    case 'noOrphans':
    case 'metric':
    case 'estimate':
    case 'exporterEndpoint':
    case 'sameResponse':
    case 'sqlRows':
    case 'sqlReads':
    case 'traceqlSelects':
      return [];
  }
}

function truthQueries(truth: PredictionTruth): readonly CheckQuery[] {
  switch (truth.type) {
    case 'options':
      return Object.entries(truth.queries).map(([option, query]) => ({
        field: `truth.queries.${option}`,
        query,
      }));
    case 'count':
      return [{ field: 'truth.query', query: truth.query }];
    case 'criticalPath':
      return [{ field: 'truth.under', query: truth.under }];
    case 'value':
      return [];
  }
}
