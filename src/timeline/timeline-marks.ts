/** What stands out by somebody's choice: the selected span, what a check points at, what a search found. By span, for rows move. */
import type { Rows } from './layout/rows.ts';
import type { Tone } from './render/frame.ts';
import type { RowMatches } from './search/row-matches.ts';
import type { TimelineModel } from './timeline-model.ts';
import type { DetailsRequest } from './timeline-view.ts';

export class TimelineMarks {
  selected = -1;
  highlight: ReadonlySet<number> = new Set();
  tone: Tone = 'fail';
  matches: RowMatches | undefined;
  #details: DetailsRequest | undefined;
  #highlit:
    | { readonly rows: Rows; readonly spans: ReadonlySet<number>; readonly in: ReadonlySet<number> }
    | undefined;

  clear(): void {
    this.deselect();
    this.matches = undefined;
  }

  deselect(): void {
    this.select(-1);
    this.highlight = new Set();
  }

  select(span: number): void {
    this.selected = span;
    this.forgetDetails();
  }

  /** Something they say has changed. */
  forgetDetails(): void {
    this.#details = undefined;
  }

  /** The rows of what is highlighted; found once a layout, for it may be half of a large trace. */
  highlightRows(model: TimelineModel): ReadonlySet<number> {
    const { rows } = model;
    const spans = this.highlight;
    if (this.#highlit?.rows !== rows || this.#highlit.spans !== spans) {
      const found = new Set<number>();
      for (const span of spans) found.add(model.rowOf(span));
      this.#highlit = { rows, spans, in: found };
    }
    return this.#highlit.in;
  }

  /** The same object until something in it changes. */
  details(model: TimelineModel): DetailsRequest | undefined {
    if (!model.isKnown(this.selected)) return undefined;
    this.#details ??= {
      span: this.selected,
      source: {
        table: model.table,
        rows: model.rows,
        zeroNs: model.bounds().startNs,
        asOfNs: model.asOfNs,
        slotOf: (service) => model.palette.slotOf(service),
        endOf: model.endOf,
        stateOf: model.stateOf,
        statusOf: model.statusOf,
        logsOf: model.logsOf,
        exemplarsOf: (span) => model.companions.exemplarsOf(model.table, span),
        thoughts: model.thoughts,
        isLive: model.nowNs !== undefined,
      },
    };
    return this.#details;
  }
}
