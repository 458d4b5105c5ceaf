/** TraceQL over the store. Loaded with the first query: most pages never send one. */
export { parseAnyTraceQL, parseTraceQL } from '../../src/trace/traceql/traceql.ts';
export { storeMeasurer } from './measure-store.ts';
export { CHEAPER_QUERY, TOO_COSTLY } from './query-bounds.ts';
export { searchStore } from './search-store.ts';
export { storeFields } from './store-fields.ts';
