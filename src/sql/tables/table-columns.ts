/** The columns of a table while it is filled, row by row, each of a known length but for the maps. */
import type { AttributeValue } from '../../trace/model/types.ts';
import type { Column } from './column-table.ts';
import type { TextDictionary } from './text-dictionary.ts';

export function textColumn(name: string, rows: number, text: (row: number) => number): Column {
  return { name, type: 'text', ids: Int32Array.from({ length: rows }, (_, row) => text(row)) };
}

export function numberColumn(name: string, rows: number, value: (row: number) => number): Column {
  return { name, type: 'number', values: Float64Array.from({ length: rows }, (_, row) => value(row)) };
}

/** Whole nanoseconds; NULL where the answer is undefined. */
export function bigColumn(
  name: string,
  type: 'integer' | 'time',
  rows: number,
  value: (row: number) => bigint | undefined,
): Column {
  const values = new BigInt64Array(rows);
  const nulls = new Uint8Array(Math.ceil(rows / 8));
  for (let row = 0; row < rows; row++) {
    const given = value(row);
    if (given === undefined) continue;
    values[row] = given;
    nulls[row >> 3] = (nulls[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return { name, type, values, nulls };
}

type Attributes = ReadonlyMap<string, AttributeValue>;

/** `attributes` is asked once a row, in order. */
export function mapColumn(
  name: string,
  rows: number,
  texts: TextDictionary,
  attributes: (row: number) => Attributes,
): Column {
  const starts = new Int32Array(rows + 1);
  let keys = new Int32Array(Math.max(64, rows * 8));
  let values = new Int32Array(keys.length);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    const entries = attributes(row);
    if (used + entries.size > keys.length) {
      const length = (used + entries.size) * 2;
      keys = grown(keys, length);
      values = grown(values, length);
    }
    for (const [key, value] of entries) {
      keys[used] = texts.id(key);
      values[used] = texts.value(value);
      used += 1;
    }
    starts[row + 1] = used;
  }
  return { name, type: 'map', starts, keys: keys.slice(0, used), values: values.slice(0, used) };
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
