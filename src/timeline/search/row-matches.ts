/** Which rows show what a search matched: rows, since a fold or a closed row stands for all it hides. Found once a layout. */
import type { Rows } from '../layout/rows.ts';
import type { TimelineModel } from '../timeline-model.ts';

export class RowMatches {
  readonly spans: ReadonlySet<number>;
  #found: { readonly rows: Rows; readonly matching: ReadonlySet<number> } | undefined;

  constructor(spans: readonly number[]) {
    this.spans = new Set(spans);
  }

  rowsOf(model: TimelineModel): ReadonlySet<number> {
    if (this.#found?.rows !== model.rows) {
      this.#found = { rows: model.rows, matching: rowsOf(this.spans, model) };
    }
    return this.#found.matching;
  }
}

function rowsOf(spans: ReadonlySet<number>, model: TimelineModel): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const span of spans) rows.add(model.rowOf(span));
  return rows;
}
