/** A table with nothing in it, so that a timeline always has one. */
import { SpanTable } from '../../trace/model/span-table.ts';
import type { TraceReader } from '../../trace/model/types.ts';

export const EMPTY_TABLE: TraceReader = new SpanTable();
