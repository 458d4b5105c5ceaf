/** Where the insights are, once they are loaded. What draws before that asks here and gets nothing. */
import type { ClockSkew, ClockSkews } from '../../trace/analysis/clock-skew.ts';
import type { TraceTree } from '../../trace/model/trace-tree.ts';
import type { TraceReader } from '../../trace/model/types.ts';
import type { GrowingRows } from '../layout/grow-rows.ts';
import type { spliceRows } from '../layout/splice-rows.ts';

export interface Skews extends ClockSkews {
  /** SERVER spans that stick out of their callers. */
  readonly bySpan: ReadonlyMap<number, ClockSkew>;
}
/** A word for the header, a sentence on request, and the spans that it is about. */
export interface Note {
  /** The same while its words change. */
  readonly type: string;
  readonly text: string;
  readonly title: string;
  spans(): Iterable<number>;
}

export interface Insights {
  skewsIn(table: TraceReader, tree: TraceTree): Skews;
  stickingOut(table: TraceReader, span: number, parent: number): string;
  skewNote(table: TraceReader, skews: Skews): Note | undefined;
  faultNotes(table: TraceReader, tree: TraceTree): readonly Note[];
  faultWords(table: TraceReader, tree: TraceTree, span: number, live: boolean): readonly string[];
  pathsOf(table: TraceReader, tree: TraceTree): ReadonlyMap<number, number[]>;
  gapIntervalsOf(table: TraceReader, tree: TraceTree, span: number): readonly number[];
  /** Opens or closes a row without a new layout of them all; without, there is one. */
  readonly spliceRows: typeof spliceRows;
  /** Rows that follow a table as it grows. */
  growingRows(): GrowingRows;
}

export const NO_SKEWS: Skews = { skews: [], offsetNs: new Map(), bySpan: new Map() };

let loaded: Insights | undefined;

export function insights(): Insights | undefined {
  return loaded;
}

export function provideInsights(given: Insights): void {
  loaded = given;
}
