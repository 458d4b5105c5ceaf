/**
 * What DuckDB answers, as plain rows: numbers, booleans, texts and null, nothing else. Read piece by piece, and no
 * further than the bound, however many rows there would be.
 */
import { DataType, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import type { Cell } from '../../trace/checks/types.ts';
import { MAX_CHARACTERS, MAX_ROWS } from '../sql-port.ts';

export interface AnswerRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** There were more rows than these. */
  readonly cut: boolean;
}

export function answerRows(stream: Iterable<Uint8Array>): AnswerRows {
  const reader = RecordBatchReader.from(stream).open();
  // Read before the rows: the reader forgets its schema at the end.
  const { fields } = reader.schema;
  const columns = fields.map(({ name }) => String(name));
  const types = fields.map(({ type }) => type as DataType);
  const rows: Cell[][] = [];
  for (const batch of reader) {
    for (let row = 0; row < batch.numRows; row++) {
      if (rows.length === MAX_ROWS) return { columns, rows, cut: true };
      rows.push(types.map((type, column) => cellOf(valueAt(batch, column, row), type)));
    }
  }
  return { columns, rows, cut: false };
}

function valueAt(batch: RecordBatch, column: number, row: number): unknown {
  const vector = batch.getChildAt(column);
  if (!vector) return null;
  const { type } = vector;
  // Arrow rounds a timestamp to milliseconds on the way out; a trace happens within one.
  if (DataType.isTimestamp(type) && vector.isValid(row)) {
    const [data] = vector.data;
    const count = data?.values[row] as bigint | undefined;
    return count === undefined ? null : timeText(count, type.unit);
  }
  return vector.get(row);
}

/** Nanoseconds of one tick, by Arrow's unit: seconds, ms, us, ns. */
const TICKS_NS = [1_000_000_000n, 1_000_000n, 1_000n, 1n];

const NS_PER_MS = 1_000_000n;

function timeText(ticks: bigint, unit: number): string {
  const ns = ticks * (TICKS_NS[unit] ?? 1n);
  // Downwards, before 1970 too.
  const rest = ((ns % NS_PER_MS) + NS_PER_MS) % NS_PER_MS;
  const date = new Date(Number((ns - rest) / NS_PER_MS));
  if (Number.isNaN(date.getTime())) return String(ticks);
  const micros = String(rest / 1_000n).padStart(3, '0');
  return date.toISOString().replace('T', ' ').replace('Z', micros);
}

function cellOf(value: unknown, type: DataType): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return DataType.isDate(type) ? dateText(value) : value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return shortened(typeof value === 'string' ? value : JSON.stringify(value, plain));
}

/** A database knows years that JavaScript does not: of such, the number stands there. */
function dateText(unixMs: number): Cell {
  const date = new Date(unixMs);
  return Number.isNaN(date.getTime()) ? unixMs : date.toISOString().replace(/T.*$/, '');
}

function plain(_: string, part: unknown): unknown {
  if (typeof part === 'bigint') return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
  return part;
}

function shortened(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;
}
