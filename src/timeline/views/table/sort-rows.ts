/** Rows in the order of one column. Keys are read once a row; equal rows keep their order. O(n log n). */
import type { Column } from './columns.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort,
): readonly Row[] {
  const column = columns.find(({ id }) => id === sort.column);
  if (column === undefined) return rows;
  const keys = rows.map((row) => column.value(row));
  const rankOf = ranks(keys);
  const rank = keys.map((key) => (typeof key === 'number' ? key : (rankOf.get(key) ?? 0)));
  const sign = sort.descending ? -1 : 1;
  const order = rows.map((_, at) => at);
  order.sort((a, b) => {
    // A column may hold numbers and texts, for attributes are anybody's: numbers stand first.
    const mixed = Number(typeof keys[a] === 'string') - Number(typeof keys[b] === 'string');
    return sign * (mixed || (rank[a] ?? 0) - (rank[b] ?? 0) || 0) || a - b;
  });
  return order.map((at) => rows[at] as Row);
}

/** Texts repeat: each is compared as language asks once, and is a number from then on. */
function ranks(keys: readonly (number | string)[]): ReadonlyMap<string, number> {
  const texts = [...new Set(keys.filter((key) => typeof key === 'string'))].sort(collator.compare);
  return new Map(texts.map((text, at) => [text, at]));
}

/** What a press on a column's head makes of the order: numbers begin with the biggest, texts and starts with the first. */
export function nextSort<Row>(columns: readonly Column<Row>[], sort: Sort, id: string): Sort {
  if (sort.column === id) return { column: id, descending: !sort.descending };
  const column = columns.find((candidate) => candidate.id === id);
  return { column: id, descending: column?.isNumber === true && id !== 'start' };
}
