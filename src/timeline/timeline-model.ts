/**
 * What the table looks like as a timeline: rows, colours, links, ends. Brought up to date when the table or the reader's
 * choice of open rows changes; asked often, by the frame, the hit test and the details.
 */
import type { LogRecord, SpanIndex, TraceReader } from '../trace/model/types.ts';
import { insights } from './insights/insights-slot.ts';
import { EMPTY_TABLE } from './layout/empty-table.ts';
import { withRow } from './layout/expansion.ts';
import type { GrowingRows } from './layout/grow-rows.ts';
import { layoutRows, revealing } from './layout/layout-rows.ts';
import {
  ALL_EXPANDED,
  EXPANDABLE,
  EXPANDED,
  type Expansion,
  isFold,
  type Rows,
  rowShowing,
} from './layout/rows.ts';
import { selfIntervals } from './layout/self-time.ts';
import { ServicePalette } from './layout/service-palette.ts';
import { SpanCompanions } from './layout/span-companions.ts';
import { type SpanMark, spanMarks } from './layout/span-marks.ts';
import { type RowWords, rowWords } from './layout/span-words.ts';
import type { SpanState } from './render/frame.ts';
import { Thoughts } from './thoughts.ts';
import type { Summary } from './timeline-view.ts';
import type { TimeWindow } from './viewport/time-scale.ts';

export class TimelineModel {
  readonly table: TraceReader;
  readonly palette: ServicePalette;
  readonly companions = new SpanCompanions();
  readonly thoughts = new Thoughts();
  rows: Rows;
  expansion = ALL_EXPANDED;
  /** The version {@link rows} were made of. */
  version = -1;
  /** While a run goes on, the end of every open span; undefined when none is expected to end any more. */
  nowNs: number | undefined;
  /** The trace is shown as of this time; undefined for all that is known. */
  asOfNs: number | undefined;
  #growing: GrowingRows | undefined;
  /** What {@link rows} were laid out by. */
  #laid: { readonly expansion?: Expansion; readonly asOfNs?: number | undefined } = {};
  #failed = 0;
  #marks = new Map<number, readonly SpanMark[]>();
  /** By span; by ~span for the fold that begins with it. */
  #words = new Map<number, RowWords>();

  constructor(table: TraceReader = EMPTY_TABLE, knownServices?: readonly string[]) {
    this.palette = new ServicePalette(knownServices);
    this.table = table;
    this.rows = layoutRows(EMPTY_TABLE, this.expansion);
  }

  rebuild(): void {
    if (this.version === this.table.version) {
      this.#lay(layoutRows(this.table, this.expansion, this.rows.tree, this.asOfNs));
      return;
    }
    this.forgetWords();
    // Most tables come whole: what it takes to follow one is set up when it first grows.
    if (this.version >= 0) this.#growing ??= insights()?.growingRows();
    this.version = this.table.version;
    const { expansion, asOfNs } = this.#laid;
    const follows = expansion === this.expansion && asOfNs === undefined && this.asOfNs === undefined;
    this.#lay(
      (follows ? this.#growing?.grow(this.table, this.expansion, this.rows) : undefined) ??
        layoutRows(this.table, this.expansion, undefined, this.asOfNs),
    );
    this.palette.extend(this.table);
    this.companions.extend(this.table);
    this.#failed = 0;
    const { status } = this.table.columns;
    for (let span = 0; span < this.table.spanCount; span++) if (status[span] === 2) this.#failed++;
    this.#marks = new Map();
    this.thoughts.renew(this.table, this.rows.tree);
  }

  /** Opens or closes a row. False when there is nothing to open or close. */
  setExpanded(row: number, expanded: boolean): boolean {
    const flags = this.rows.flags[row] ?? 0;
    if ((flags & EXPANDABLE) === 0 || ((flags & EXPANDED) !== 0) === expanded) return false;
    this.expansion = withRow(this.expansion, this.rows, row, expanded);
    const { table, expansion, rows } = this;
    const source = { table, expansion, tree: rows.tree, untilNs: this.#untilNs };
    const spliced =
      this.version === table.version ? insights()?.spliceRows(source, rows, row, expanded) : undefined;
    if (spliced === undefined) this.rebuild();
    else this.#lay(spliced);
    return true;
  }

  #lay(rows: Rows): void {
    this.rows = rows;
    this.#laid = { expansion: this.expansion, asOfNs: this.asOfNs };
  }

  /** Opens what hides the span. */
  reveal(span: number): void {
    if (this.version !== this.table.version) this.rebuild();
    const expansion = revealing(this.table, this.rows.tree, this.expansion, span);
    if (expansion === this.expansion) return;
    this.expansion = expansion;
    this.rebuild();
  }

  get #untilNs(): number {
    return this.asOfNs ?? Number.POSITIVE_INFINITY;
  }

  /** Words say "open" or "lost", so they change when a run settles. */
  forgetWords(): void {
    this.#words = new Map();
  }

  readonly stateOf = (span: number): SpanState => {
    const endNs = this.table.columns.endNs[span] ?? Number.NaN;
    if (this.asOfNs !== undefined) return endNs <= this.asOfNs ? 'ended' : 'open';
    if (!Number.isNaN(endNs)) return 'ended';
    return this.nowNs === undefined ? 'lost' : 'open';
  };

  /** As of a time at which a span still ran, nobody knew how it would end. */
  readonly statusOf = (span: number): number =>
    this.asOfNs !== undefined && this.stateOf(span) !== 'ended' ? 0 : (this.table.columns.status[span] ?? 0);

  readonly endOf = (span: number): number => {
    const startNs = this.table.columns.startNs[span] ?? 0;
    const endNs = this.table.columns.endNs[span] ?? Number.NaN;
    if (this.asOfNs !== undefined && !(endNs <= this.asOfNs)) return Math.max(startNs, this.asOfNs);
    if (!Number.isNaN(endNs)) return endNs;
    return Math.max(startNs, this.nowNs ?? this.table.bounds().endNs);
  };

  readonly logsOf = (span: number): readonly LogRecord[] => this.companions.logsOf(this.table, span);

  readonly marksOf = (span: number): readonly SpanMark[] => {
    let marks = this.#marks.get(span);
    if (marks === undefined) {
      const { table, companions } = this;
      marks = spanMarks(
        table.events(span as SpanIndex),
        this.logsOf(span),
        companions.exemplarsOf(table, span),
      );
      this.#marks.set(span, marks);
    }
    return marks;
  };

  readonly words = (row: number): RowWords => {
    const span = this.rows.span[row] ?? 0;
    const key = isFold(this.rows, row) ? ~span : span;
    let words = this.#words.get(key);
    if (words === undefined) {
      words = rowWords(this, row);
      this.#words.set(key, words);
    }
    return words;
  };

  selfIntervalsOf(span: number): readonly number[] {
    const { childStart, children } = this.rows.tree;
    const own = children.subarray(childStart[span] ?? 0, childStart[span + 1] ?? 0);
    const { startNs } = this.table.columns;
    return selfIntervals(
      startNs[span] ?? 0,
      this.endOf(span),
      own,
      (child) => startNs[child] ?? 0,
      this.endOf,
    );
  }

  /** From the first start to the last end; while live, to now. */
  bounds(): { readonly startNs: number; readonly endNs: number } {
    const { startNs, endNs } = this.table.bounds();
    const growing = this.nowNs !== undefined && this.companions.openCount > 0;
    return { startNs, endNs: growing ? Math.max(endNs, this.nowNs ?? endNs) : endNs };
  }

  /** From the first start of some spans to their last end. */
  extentOf(spans: ArrayLike<number>): TimeWindow {
    let startNs = Number.POSITIVE_INFINITY;
    let endNs = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < spans.length; at++) {
      const span = spans[at] ?? 0;
      const fromNs = this.table.columns.startNs[span] ?? 0;
      startNs = Math.min(startNs, fromNs);
      endNs = Math.max(endNs, fromNs, this.endOf(span));
    }
    return { startNs, endNs };
  }

  rowOf(span: number): number {
    return span >= 0 && span < this.rows.rowOfSpan.length ? rowShowing(this.rows, span) : -1;
  }

  summary(dropped: number): Summary {
    const bounds = this.bounds();
    const unended = this.companions.openCount;
    const live = this.nowNs !== undefined;
    return {
      spans: this.table.spanCount,
      services: this.palette.serviceCount,
      failed: this.#failed,
      open: live ? unended : 0,
      lost: live ? 0 : unended,
      durationNs: bounds.endNs - bounds.startNs,
      dropped,
      notes: this.thoughts.notes,
    };
  }

  ids(span: number): { readonly traceId: string; readonly spanId: string } {
    const { columns, strings } = this.table;
    return {
      traceId: strings.get(columns.traceId[span] ?? 0),
      spanId: strings.get(columns.spanId[span] ?? 0),
    };
  }

  isKnown(span: number): span is SpanIndex {
    return Number.isInteger(span) && span >= 0 && span < this.table.spanCount;
  }
}
