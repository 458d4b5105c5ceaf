/** Rows of the archive, made traces again. */
import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import type { OtlpResourceSpans, OtlpSpan } from '../../../../src/trace/model/otlp-json.ts';
import type { ArchivedRequest, ArchivedTrace, OlderSearch } from '../../../store/archive.ts';
import { pieceOf } from '../../../store/trace-pieces.ts';
import type { KnownOrigins } from './known-origins.ts';
import type { Condition } from './narrowing-sql.ts';

/** Where the spans of a trace are, in the order of arrival. */
export interface TracePlace {
  readonly traceId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly spans: number;
}

/** Ids are written into queries: hex, and nothing else. */
const listed = (traceIds: readonly string[]): string =>
  traceIds.map((id) => `'${id.replace(/[^0-9a-f]/g, '')}'`).join(',');

interface Building {
  readonly traceId: string;
  readonly place: number;
  lastPlace: number;
  readonly pieces: OtlpResourceSpans[];
  origin: number;
  group: OtlpSpan[];
  spans: number;
  bytes: number;
  isReceived: boolean;
}

/** In the order in which they began to arrive. `between` narrows where they are looked for. */
export async function readTraces(
  connection: DuckDBConnection,
  traceIds: readonly string[],
  known: KnownOrigins,
  between?: Pick<TracePlace, 'firstSeq' | 'lastSeq'>,
): Promise<readonly ArchivedTrace[]> {
  if (traceIds.length === 0) return [];
  const range = between ? `Seq BETWEEN ${between.firstSeq} AND ${between.lastSeq} AND ` : '';
  const reader = await connection.runAndReadAll(
    `SELECT TraceId, IsReceived, Origin, Otlp, Seq::DOUBLE FROM spans WHERE ${range}TraceId IN (${listed(traceIds)}) ORDER BY Seq`,
  );
  const [ids = [], received = [], origins = [], texts = [], places = []] = reader.getColumns() as [
    string[],
    boolean[],
    number[],
    string[],
    number[],
  ];
  const originOf = await known.reader(connection, origins);
  const traces = new Map<string, Building>();
  for (const [row, traceId] of ids.entries()) {
    const text = texts[row] ?? '{}';
    const origin = origins[row] ?? 0;
    let trace = traces.get(traceId);
    if (trace === undefined) {
      const place = places[row] ?? 0;
      const nothing = { pieces: [], origin: -1, group: [], spans: 0, bytes: 0, isReceived: false };
      trace = { traceId, place, lastPlace: place, ...nothing };
      traces.set(traceId, trace);
    }
    trace.lastPlace = places[row] ?? 0;
    if (trace.origin !== origin) {
      trace.origin = origin;
      trace.group = [];
      trace.pieces.push(pieceOf({ resource: undefined, scope: undefined, ...originOf(origin) }, trace.group));
    }
    trace.group.push(JSON.parse(text));
    trace.spans++;
    trace.bytes += text.length;
    if (received[row]) trace.isReceived = true;
  }
  return Array.from(traces.values(), ({ pieces, origin: _, group: __, ...trace }) => ({
    ...trace,
    traces: { resourceSpans: pieces },
  }));
}

export type Between = Pick<OlderSearch, 'before' | 'since'>;

/** Latest first, by the arrival of their first span. */
export async function placesOf(
  connection: DuckDBConnection,
  { sql, values }: Condition,
  { before, since }: Between,
  maxTraces: number,
): Promise<readonly TracePlace[]> {
  const reader = await connection.runAndReadAll(
    `SELECT TraceId, min(Seq)::DOUBLE, max(Seq)::DOUBLE, count(*)::INTEGER FROM spans
     ${touchedSince(since)} GROUP BY TraceId
     HAVING ${before === undefined ? '' : `min(Seq) < ${before} AND `}${sql} ORDER BY 2 DESC LIMIT ${maxTraces}`,
    [...values],
  );
  return placesRead(reader);
}

/** Of traces with at most as many spans, evenly spread, oldest first. */
export async function spreadPlaces(
  connection: DuckDBConnection,
  maxTraces: number,
  maxSpans: number,
): Promise<readonly TracePlace[]> {
  const reader = await connection.runAndReadAll(
    `SELECT TraceId, First, Last, Spans FROM (
       SELECT TraceId, min(Seq)::DOUBLE AS First, max(Seq)::DOUBLE AS Last, count(*)::INTEGER AS Spans,
         row_number() OVER (ORDER BY min(Seq)) - 1 AS Number, count(*) OVER () AS Traces
       FROM spans GROUP BY TraceId HAVING count(*) <= ${maxSpans}
     ) WHERE Number % greatest(1, ceil(Traces / ${maxTraces})::BIGINT) = 0 ORDER BY First`,
  );
  return placesRead(reader);
}

function placesRead(reader: DuckDBResultReader): readonly TracePlace[] {
  const [ids = [], first = [], last = [], counts = []] = reader.getColumns() as [
    string[],
    number[],
    number[],
    number[],
  ];
  return ids.map((traceId, row) => ({
    traceId,
    firstSeq: first[row] ?? 0,
    lastSeq: last[row] ?? 0,
    spans: counts[row] ?? 0,
  }));
}

function touchedSince(since: OlderSearch['since']): string {
  if (since === undefined) return '';
  const touched = `TraceId IN (SELECT TraceId FROM spans WHERE Seq >= ${since.place})`;
  return `WHERE ${touched}${since.traceIds.length === 0 ? '' : ` OR TraceId IN (${listed(since.traceIds)})`}`;
}

/** Of one portion, so that the reading of many leaves room for requests. */
const PORTION_SPANS = 5_000;
const PORTION_TRACES = 1_000;

export function* portionsOf(places: readonly TracePlace[]): Iterable<readonly TracePlace[]> {
  let portion: TracePlace[] = [];
  let spans = 0;
  for (const place of places) {
    if (portion.length > 0 && (spans + place.spans > PORTION_SPANS || portion.length === PORTION_TRACES)) {
      yield portion;
      portion = [];
      spans = 0;
    }
    portion.push(place);
    spans += place.spans;
  }
  if (portion.length > 0) yield portion;
}

export const readPlaces = (
  connection: DuckDBConnection,
  places: readonly TracePlace[],
  known: KnownOrigins,
): Promise<readonly ArchivedTrace[]> =>
  readTraces(
    connection,
    places.map(({ traceId }) => traceId),
    known,
    {
      firstSeq: Math.min(...places.map(({ firstSeq }) => firstSeq)),
      lastSeq: Math.max(...places.map(({ lastSeq }) => lastSeq)),
    },
  );

export async function readNewestRequests(
  connection: DuckDBConnection,
  signal: 'metrics' | 'logs',
  maxRecords: number,
  maxBytes: number,
): Promise<readonly ArchivedRequest[]> {
  const reader = await connection.runAndReadAll(
    `SELECT Records, IsReceived, Otlp FROM (
       SELECT *, sum(Records) OVER w AS AllRecords, sum(strlen(Otlp)) OVER w AS AllBytes FROM requests
       WHERE Signal = '${signal}' WINDOW w AS (ORDER BY Seq DESC)
     ) WHERE AllRecords <= ${maxRecords} AND AllBytes <= ${maxBytes} ORDER BY Seq`,
  );
  const [records = [], received = [], texts = []] = reader.getColumns() as [number[], boolean[], string[]];
  return texts.map((text, row) => ({
    signal,
    body: JSON.parse(text),
    records: records[row] ?? 0,
    bytes: text.length,
    from: received[row] ? 'received' : 'own',
  }));
}
