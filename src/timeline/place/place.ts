/**
 * Where the reader is in a trace, as data: which view, which window of time, which span, what is open, what is searched for.
 * It can be kept, sent and set again; spans are named by their ids, times count from the start of the trace, so that it holds
 * in another table of the same trace.
 */
import type { TimeWindow } from '../viewport/time-scale.ts';

export interface TimelinePlace {
  /** The trace of the span, or the first one in the table. */
  readonly traceId?: string;
  /** The selected span. */
  readonly spanId?: string;
  readonly view?: string;
  /** In nanoseconds from the start; left out for the whole. */
  readonly window?: TimeWindow;
  readonly query?: string;
  /** Spans of `traceId` that are closed, and first members of folds that are open; at most {@link MAX_ROWS} each. */
  readonly closed?: readonly string[];
  readonly open?: readonly string[];
}

/** More would not fit into a link. */
export const MAX_ROWS = 20;
