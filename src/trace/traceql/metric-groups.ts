/**
 * What `by(...)` tells apart, over one table or many: each group has a number, by its values. Memory grows with them, so
 * they are bounded, and so is what is drawn.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../model/types.ts';
import type { FieldReference } from './ast.ts';
import { compileValue } from './compile-filter.ts';
import { firstOf } from './pipeline.ts';
import { groupKey } from './values.ts';

/** The name as the query wrote it; a span without the field has the value undefined, Tempo's nil. */
export interface SeriesLabel {
  readonly name: string;
  readonly value: AttributeValue | undefined;
}

/** More series than this are no chart; what is beyond is told, not drawn. */
export const MAX_GROUPS = 1_000;
/** Numbered; of those beyond only how many there are is known. */
const MAX_NUMBERED = 10_000;
const MAX_COUNTED = 100_000;
/** The number of all groups that have none of their own. */
export const BEYOND = 0xffff_ffff;

export class MetricGroups {
  readonly labels: (readonly SeriesLabel[])[] = [];
  readonly #by: readonly FieldReference[];
  readonly #text: string;
  readonly #numbers = new Map<string, number>();
  readonly #beyond = new Set<string>();

  constructor(by: readonly FieldReference[], text: string) {
    this.#by = by;
    this.#text = text;
  }

  get beyond(): number {
    return this.#beyond.size;
  }

  /** The number of a span's group. */
  reader(table: TraceReader): (span: SpanIndex) => number {
    const fields = this.#by.map((field) => ({
      name: this.#text.slice(field.from, field.to),
      read: compileValue(field, table),
    }));
    return (span) => {
      const values = fields.map(({ read }) => read(span));
      const key = fields.length === 1 ? groupKey(values[0]) : JSON.stringify(values.map(groupKey));
      const known = this.#numbers.get(key);
      if (known !== undefined) return known;
      if (this.#numbers.size >= MAX_NUMBERED) {
        if (this.#beyond.size < MAX_COUNTED) this.#beyond.add(key);
        return BEYOND;
      }
      const number = this.labels.push(
        fields.map(({ name }, index) => ({ name, value: firstOf(values[index]) })),
      );
      this.#numbers.set(key, number - 1);
      return number - 1;
    };
  }
}
