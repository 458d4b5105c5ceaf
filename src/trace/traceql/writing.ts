/** For whoever lets people write TraceQL: colours, completion, and what a table knows to complete with. */
export { type Completion, completeTraceQL } from './complete.ts';
export { highlightTraceQL } from './highlight.ts';
export { FieldCollector, type KnownFields, knownFields } from './known-fields.ts';
