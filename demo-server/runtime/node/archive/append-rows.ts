/** What is kept, written into the open transaction of a connection. Nothing here can fail for what a record says. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { DuckDBTimestampMillisecondsValue, DuckDBTimestampNanosecondsValue } from '@duckdb/node-api';
import type { OtlpSpan } from '../../../../src/trace/model/otlp-json.ts';
import type { ArchivedRequest, ArchivedSpan } from '../../../store/archive.ts';

/** As the exporter spells them, by their number. */
const SPAN_KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUS_CODES = ['Unset', 'Ok', 'Error'];
/** A time beyond is no int64: a sender's slip, NULL in its column, and whole in its OTLP. */
const MAX_NS = 2n ** 63n - 2n;

export interface Place {
  /** Of the first row. */
  readonly seq: bigint;
  readonly arrivedMs: number;
}

export async function appendSpans(
  connection: DuckDBConnection,
  spans: readonly ArchivedSpan[],
  { seq, arrivedMs }: Place,
  originOf: (span: ArchivedSpan) => number,
): Promise<void> {
  if (spans.length === 0) return;
  const appender = await connection.createAppender('spans');
  const arrived = new DuckDBTimestampMillisecondsValue(BigInt(arrivedMs));
  const text = (value: unknown) => appender.appendVarchar(typeof value === 'string' ? value : '');
  let at = seq;
  for (const archived of spans) {
    const { span } = archived;
    appender.appendBigInt(at++);
    appender.appendTimestampMilliseconds(arrived);
    const start = nanos(span.startTimeUnixNano);
    if (start === undefined) appender.appendNull();
    else appender.appendTimestampNanoseconds(new DuckDBTimestampNanosecondsValue(start));
    text(archived.traceId);
    text(span.spanId?.toLowerCase());
    text(span.parentSpanId?.toLowerCase());
    text(span.traceState);
    text(span.name);
    text(SPAN_KINDS[span.kind ?? 0] ?? 'Unspecified');
    text(archived.service);
    appendDuration(appender, start, span);
    text(STATUS_CODES[span.status?.code ?? 0] ?? 'Unset');
    text(span.status?.message);
    appender.appendBoolean(archived.from === 'received');
    appender.appendInteger(originOf(archived));
    text(JSON.stringify(span));
    appender.endRow();
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

function appendDuration(appender: DuckDBAppender, start: bigint | undefined, span: OtlpSpan): void {
  const end = nanos(span.endTimeUnixNano);
  if (start === undefined || end === undefined) appender.appendNull();
  // The exporter's column has no sign: a span that ends before it starts has taken no time there either.
  else appender.appendBigInt(end > start ? end - start : 0n);
}

function nanos(value: unknown): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    const ns = BigInt(value);
    return ns < 0n || ns > MAX_NS ? undefined : ns;
  } catch {
    return undefined;
  }
}
