/** What is kept, written into the open transaction of a connection. Nothing here can fail for what a record says. */
import type { DuckDBAppender, DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import {
  BIGINT,
  BOOLEAN,
  DuckDBDataChunk,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  INTEGER,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  VARCHAR,
} from '@duckdb/node-api';
import type { ArchivedRequest, ArchivedSpans } from '../../../store/archive.ts';
import type { SpanColumns, SpanSource } from '../../../store/span-columns.ts';

/** As the exporter spells them, by their number. */
const SPAN_KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUS_CODES = ['Unset', 'Ok', 'Error'];
/** A time beyond is no int64: a sender's slip, NULL in its column, and whole in its OTLP. */
const MAX_NS = 2n ** 63n - 2n;

/** Of the table `spans`, in its order. */
const SPAN_TYPES = [
  BIGINT,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  ...Array.from({ length: 7 }, () => VARCHAR),
  BIGINT,
  VARCHAR,
  VARCHAR,
  BOOLEAN,
  INTEGER,
  VARCHAR,
];
/** As many as DuckDB has in a vector. */
const CHUNK_ROWS = 2_048;

export interface Place {
  /** Of the first row. */
  readonly seq: bigint;
  readonly arrivedMs: number;
}

/** By the column, a chunk at a time: a call a value costs more than the value. */
export async function appendSpans(
  connection: DuckDBConnection,
  spans: readonly ArchivedSpans[],
  { seq, arrivedMs }: Place,
  originOf: (source: SpanSource) => number,
): Promise<void> {
  if (spans.length === 0) return;
  const appender = await connection.createAppender('spans');
  const arrived = new DuckDBTimestampMillisecondsValue(BigInt(arrivedMs));
  let at = seq;
  for (const { columns, rows, from } of spans)
    for (let first = 0; first < rows.length; first += CHUNK_ROWS) {
      const part = rows.slice(first, first + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(SPAN_TYPES, part.length);
      const { arrays } = columns.rows;
      let column = 0;
      const set = (value: (row: number) => DuckDBValue) => chunk.setColumnValues(column++, part.map(value));
      set(() => at++);
      set(() => arrived);
      set((row) => timestamp(inRange(columns.startNs(row))));
      set((row) => columns.traceId(row));
      set((row) => columns.spanIds[row] ?? '');
      set((row) => columns.parentSpanIds[row] ?? '');
      set((row) => columns.text(arrays.traceState[row]));
      set((row) => columns.name(row));
      set((row) => SPAN_KINDS[arrays.kind[row] ?? 0] ?? 'Unspecified');
      set((row) => columns.source(row).service);
      set((row) => durationOf(columns, row));
      set((row) => STATUS_CODES[arrays.statusCode[row] ?? 0] ?? 'Unset');
      set((row) => columns.text(arrays.statusMessage[row]));
      set(() => from === 'received');
      set((row) => originOf(columns.source(row)));
      set((row) => columns.otlp[row] ?? '{}');
      appender.appendDataChunk(chunk);
    }
  finish(appender);
}

export async function appendRequests(
  connection: DuckDBConnection,
  requests: readonly ArchivedRequest[],
  { seq, arrivedMs }: Place,
): Promise<void> {
  if (requests.length === 0) return;
  const appender = await connection.createAppender('requests');
  const arrived = new DuckDBTimestampMillisecondsValue(BigInt(arrivedMs));
  let at = seq;
  for (const { signal, records, from, body } of requests) {
    appender.appendBigInt(at++);
    appender.appendTimestampMilliseconds(arrived);
    appender.appendVarchar(signal);
    appender.appendInteger(records);
    appender.appendBoolean(from === 'received');
    appender.appendVarchar(JSON.stringify(body));
    appender.endRow();
  }
  finish(appender);
}

export async function appendOrigins(
  connection: DuckDBConnection,
  origins: readonly (readonly [text: string, number: number])[],
): Promise<void> {
  if (origins.length === 0) return;
  const appender = await connection.createAppender('origins');
  for (const [text, number] of origins) {
    appender.appendInteger(number);
    appender.appendVarchar(text);
    appender.endRow();
  }
  finish(appender);
}

function finish(appender: DuckDBAppender): void {
  appender.flushSync();
  appender.closeSync();
}

function durationOf(columns: SpanColumns, row: number): bigint | null {
  const start = inRange(columns.startNs(row));
  const end = inRange(columns.endNs(row));
  if (start === undefined || end === undefined) return null;
  // The exporter's column has no sign: a span that ends before it starts has taken no time there either.
  return end > start ? end - start : 0n;
}

const timestamp = (ns: bigint | undefined): DuckDBTimestampNanosecondsValue | null =>
  ns === undefined ? null : new DuckDBTimestampNanosecondsValue(ns);

const inRange = (ns: bigint | undefined): bigint | undefined =>
  ns === undefined || ns > MAX_NS ? undefined : ns;
