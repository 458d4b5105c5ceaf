/**
 * The rows of the table: spans or groups of like spans, those a search matched, in the order of a column. During a replay,
 * the spans that have begun. Made anew when any of that changes; a table that grows with every frame, or a replay of a big
 * one, is sorted in at most a fifth of the time.
 */
import { selfTimes } from '../../../trace/analysis/self-time.ts';
import { groupSpans, type SpanGroup } from '../../../trace/analysis/span-groups.ts';
import type { SpanIndex, TraceReader } from '../../../trace/model/types.ts';
import type { ViewContext } from '../trace-view.ts';
import { type Column, groupColumns, spanColumns, statusOf, type TableSource } from './columns.ts';
import { type Delimited, delimitedText } from './delimited-text.ts';
import { nextSort, type Sort, sortRows } from './sort-rows.ts';

export type TableMode = 'spans' | 'groups';

/** A row ready to be shown. */
export interface TableRow {
  /** The span that a press on the row selects. */
  readonly span: number;
  readonly cells: readonly string[];
  readonly failed: boolean;
}
export interface TableHead {
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  readonly sorted: 'ascending' | 'descending' | undefined;
}

/** What the two kinds of rows have in common. */
interface Shown {
  readonly count: number;
  readonly heads: readonly TableHead[];
  row(at: number): TableRow;
  indexOf(span: number): number;
  text(as: Delimited): string;
}

/** Keys are looked for in this many spans. */
const MAX_LOOKED_AT = 2_000;

export class TableModel {
  mode: TableMode = 'spans';
  attributes: readonly string[] = [];
  #sorts: { readonly [mode in TableMode]: Sort } = {
    spans: { column: 'start', descending: false },
    groups: { column: 'sum', descending: true },
  };
  #of: readonly unknown[] = [];
  #notBeforeMs = 0;
  shown: Shown = NOTHING;

  sortBy(id: string): void {
    const sort = this.#sorts[this.mode];
    const next =
      this.mode === 'spans' ? nextSort(this.#spanHeads, sort, id) : nextSort(this.#groupHeads, sort, id);
    this.#sorts = { ...this.#sorts, [this.mode]: next };
  }
  #spanHeads: readonly Column<SpanIndex>[] = [];
  #groupHeads: readonly Column<SpanGroup>[] = [];

  /** `later` when there is more to show, but not yet. */
  follow(context: ViewContext, nowMs: () => number): 'same' | 'changed' | 'later' {
    const { table, version, matches, zeroNs, live, asOfNs } = context;
    const sort = this.#sorts[this.mode];
    const at = this.mode === 'spans' ? asOfNs : undefined;
    const of = [table, this.mode, this.attributes, sort, matches, version, zeroNs, live, at];
    if (of.every((item, i) => item === this.#of[i])) return 'same';
    const startMs = nowMs();
    const isGrowth = of.slice(0, 5).every((item, i) => item === this.#of[i]);
    if (isGrowth && startMs < this.#notBeforeMs) return 'later';
    this.#of = of;
    this.#make(context, sort);
    const tookMs = nowMs() - startMs;
    this.#notBeforeMs = tookMs > 8 ? startMs + tookMs * 5 : 0;
    return 'changed';
  }

  #make(context: ViewContext, sort: Sort): void {
    const { table, tree, matches, asOfNs } = context;
    const { startNs } = table.columns;
    // Groups are of all their calls, whenever those began.
    const untilNs = (this.mode === 'spans' ? asOfNs : undefined) ?? Number.POSITIVE_INFINITY;
    const isShown = (span: SpanIndex) => (startNs[span] ?? 0) <= untilNs && matches?.has(span) !== false;
    const spans = (Array.from(tree.order) as SpanIndex[]).filter(isShown);
    const selfNs = selfTimes(table, tree, context.endOf);
    const source: TableSource = { ...context, selfNs };
    this.#spanHeads = spanColumns(source, this.attributes);
    this.#groupHeads = groupColumns(source);
    this.shown =
      this.mode === 'spans'
        ? shownOf(spans, this.#spanHeads, sort, (span) => ({ span, failed: statusOf(source, span) === 2 }))
        : shownOf(groupSpans(table, tree, spans), this.#groupHeads, sort, ({ longest, errors }) => ({
            span: longest,
            failed: errors > 0,
          }));
  }
}

function shownOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort,
  marks: (row: Row) => { readonly span: number; readonly failed: boolean },
): Shown {
  const sorted = sortRows(rows, columns, sort);
  let places: Map<number, number> | undefined;
  return {
    count: sorted.length,
    heads: columns.map(({ id, title, isNumber }) => ({
      id,
      title,
      isNumber,
      sorted: id !== sort.column ? undefined : sort.descending ? 'descending' : 'ascending',
    })),
    row: (at) => {
      const row = sorted[at] as Row;
      return { ...marks(row), cells: columns.map((column) => column.text(row)) };
    },
    indexOf: (span) => {
      places ??= new Map(sorted.map((row, at) => [marks(row).span, at]));
      return places.get(span) ?? -1;
    },
    text: (as) => delimitedText(sorted, columns, as),
  };
}

const NOTHING: Shown = {
  count: 0,
  heads: [],
  row: () => ({ span: -1, cells: [], failed: false }),
  indexOf: () => -1,
  text: () => '',
};

/** The attribute keys of the first spans, most common first. */
export function attributeKeys(table: TraceReader): readonly string[] {
  const counts = new Map<string, number>();
  for (let span = 0; span < Math.min(table.spanCount, MAX_LOOKED_AT); span++) {
    for (const key of table.attributes(span as SpanIndex).keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key]) => key);
}
