/** A column table as an Arrow stream, which DuckDB reads as it is. Texts are dictionaries: nothing is copied a row. */
import {
  type Data,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  Map_,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampNanosecond,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { Column, ColumnTable } from '../tables/column-table.ts';

type Texts = Dictionary<Utf8, Int32>;

export function arrowStream({ columns, rowCount, texts }: ColumnTable): Uint8Array {
  const type: Texts = new Dictionary(new Utf8(), new Int32());
  const dictionary = vectorFromArray(texts.length > 0 ? texts : [''], new Utf8());
  const data = columns.map((column) => dataOf(column, rowCount, type, dictionary));
  const fields = columns.map(({ name }, index) => new Field(name, (data[index] as Data).type, true));
  const children = makeData({ type: new Struct(fields), length: rowCount, nullCount: 0, children: data });
  const schema = new Schema(fields);
  return tableToIPC(new Table(schema, new RecordBatch(schema, children)), 'stream');
}

function dataOf(column: Column, length: number, type: Texts, dictionary: Vector<Utf8>): Data {
  const texts = (ids: Int32Array) =>
    makeData({ type, length: ids.length, nullCount: 0, data: ids, dictionary });
  switch (column.type) {
    case 'text':
      return texts(column.ids);
    case 'number':
      return makeData({ type: new Float64(), length, nullCount: 0, data: column.values });
    case 'integer':
      return makeData({ type: new Int64(), length, nullBitmap: column.nulls, data: column.values });
    case 'time':
      return makeData({
        type: new TimestampNanosecond(),
        length,
        nullBitmap: column.nulls,
        data: column.values,
      });
    case 'map': {
      const entry = new Struct<{ key: Texts; value: Texts }>([
        new Field('key', type, false),
        new Field('value', type, true),
      ]);
      const child = makeData({
        type: entry,
        length: column.keys.length,
        nullCount: 0,
        children: [texts(column.keys), texts(column.values)],
      });
      const map = new Map_<Texts, Texts>(new Field('entries', entry, false));
      return makeData({ type: map, length, nullCount: 0, valueOffsets: column.starts, child });
    }
  }
}
