/** Which rows show what a search matched: rows, since a fold or a closed row stands for all it hides. Found once a layout. */
import type { Rows } from '../layout/rows.ts';
import type { TimelineModel } from '../timeline-model.ts';

export class RowMatches {
  readonly #spans: readonly number[];
  #found: { readonly rows: Rows; readonly matching: ReadonlySet<number> } | undefined;

  constructor(spans: readonly number[]) {
    this.#spans = spans;
  }

  rowsOf(model: TimelineModel): ReadonlySet<number> {
    if (this.#found?.rows !== model.rows) {
      this.#found = { rows: model.rows, matching: new Set(this.#spans.map((span) => model.rowOf(span))) };
    }
    return this.#found.matching;
  }
}
