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

/** Spans that are odd, by what is odd about them. */
export interface Faults {
  /** The first root of each trace. */
  readonly traces: readonly number[];
  readonly roots: readonly number[];
  readonly orphans: readonly number[];
  readonly ownParents: readonly number[];
  readonly cycles: readonly number[];
  readonly namesakes: ReadonlySet<number>;
  readonly backwards: readonly number[];
  readonly startless: readonly number[];
}

export interface Insights {
  skewsIn(table: TraceReader, tree: TraceTree): Skews;
  stickingOut(table: TraceReader, span: number, parent: number): string;
  faultsIn(table: TraceReader, tree: TraceTree): Faults;
  /** For the header. */
  notesOn(table: TraceReader, faults: Faults | undefined, skews: Skews): readonly Note[];
  /** For a row. Of ids used twice nothing is said before the faults are known. */
  faultWords(
    table: TraceReader,
    tree: TraceTree,
    faults: Faults | undefined,
    span: number,
    live: boolean,
  ): readonly string[];
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
