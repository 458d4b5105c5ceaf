/**
 * What a search matched: spans, and the rows that show them, since a fold or a closed row stands for all it hides. Rows are
 * found once a layout.
 */
import type { Rows } from '../layout/rows.ts';
import type { TimelineModel } from '../timeline-model.ts';
import { IndexSet } from './index-set.ts';

export class RowMatches {
  readonly spans: IndexSet;
  readonly #list: readonly number[];
  #found: { readonly rows: Rows; readonly matching: IndexSet } | undefined;

  /** In index order. */
  constructor(spans: readonly number[]) {
    this.#list = spans;
    this.spans = new IndexSet((spans.at(-1) ?? -1) + 1, spans);
  }

  rowsOf(model: Pick<TimelineModel, 'rows' | 'rowOf'>): IndexSet {
    const { rows } = model;
    if (this.#found?.rows !== rows) {
      const matching = new IndexSet(rows.count);
      for (const span of this.#list) matching.add(model.rowOf(span));
      this.#found = { rows, matching };
    }
    return this.#found.matching;
  }

  /** The spans as a reader comes to them with everything open. What has not been laid out yet comes last. */
  inOrder({ tree }: Pick<Rows, 'tree'>): Int32Array {
    const ordered = new Int32Array(this.spans.size);
    let count = 0;
    for (const span of tree.order) if (this.spans.has(span)) ordered[count++] = span;
    if (count < ordered.length) {
      for (const span of this.#list) if (span >= tree.spanCount) ordered[count++] = span;
    }
    return ordered;
  }
}
