/** TraceQL over the store. Loaded with the first query: most pages never send one. */
export { parseAnyTraceQL, parseTraceQL } from '../../src/trace/traceql/traceql.ts';
export { knownFields } from '../../src/trace/traceql/writing.ts';
export { measureTraces } from './measure-traces.ts';
export { CHEAPER_QUERY, TOO_COSTLY, withinBounds } from './query-bounds.ts';
export { searchStore } from './search-store.ts';
