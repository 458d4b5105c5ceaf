/**
 * A table as it goes to the engine: columns of plain arrays, every text once in `texts`, so that it crosses to a worker
 * without a copy. A `map` column is three arrays: where the entries of a row begin, and their keys and values.
 *
 *   rows      0        1     2          starts  0  2  2  3
 *   entries   a=x b=y  -     a=z        keys    a  b  a         (indexes into texts)
 *                                       values  x  y  z
 */
export interface ColumnTable {
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly Column[];
  readonly texts: readonly string[];
}

export type Column = { readonly name: string } & (
  | { readonly type: 'text'; readonly ids: Int32Array<ArrayBuffer> }
  | { readonly type: 'number'; readonly values: Float64Array<ArrayBuffer> }
  | { readonly type: 'integer' | 'time'; readonly values: BigInt64Array<ArrayBuffer>; readonly nulls: Nulls }
  | {
      readonly type: 'map';
      readonly starts: Int32Array<ArrayBuffer>;
      readonly keys: Int32Array<ArrayBuffer>;
      readonly values: Int32Array<ArrayBuffer>;
    }
);

/** One bit a row, as Arrow has it: 1 where there is a value, 0 for NULL. */
export type Nulls = Uint8Array<ArrayBuffer>;

/** What can be handed to a worker instead of copied. */
export function buffersOf({ columns }: ColumnTable): ArrayBuffer[] {
  return columns.flatMap((column) => {
    switch (column.type) {
      case 'text':
        return [column.ids.buffer];
      case 'map':
        return [column.starts.buffer, column.keys.buffer, column.values.buffer];
      case 'number':
        return [column.values.buffer];
      default:
        return [column.values.buffer, column.nulls.buffer];
    }
  });
}
