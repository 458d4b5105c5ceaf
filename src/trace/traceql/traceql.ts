/** TraceQL searches over the columns: the two functions, and the shapes around them. */
export type { Query } from './ast.ts';
export {
  evaluateTraceQL,
  type FinalAggregate,
  finalAggregate,
  type TraceQLResult,
  type TraceQLSpanset,
} from './evaluate.ts';
export { type ParsedTraceQL, parseTraceQL } from './parse.ts';
export type { TraceQLError } from './traceql-error.ts';
