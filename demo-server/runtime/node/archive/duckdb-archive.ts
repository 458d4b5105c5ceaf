/**
 * The archive in a DuckDB file. One connection writes, one group at a time; another reads, and sees what is committed.
 * A commit returns when the write-ahead log is on the disk.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Archive, RetentionLimits } from '../../../store/archive.ts';
import { NotKept } from '../../../store/not-kept.ts';
import type { SpanSource } from '../../../store/span-columns.ts';
import { appendOrigins, appendRequests, appendSpans } from './append-rows.ts';
import { DataDirProblem } from './data-dir.ts';
import { parquetOf, requestLines, streamOf, traceLines } from './export-archive.ts';
import { KnownOrigins, MAX_ORIGIN_CHARS } from './known-origins.ts';
import { KnownTraces } from './known-traces.ts';
import { conditionOf } from './narrowing-sql.ts';
import {
  placesOf,
  portionsOf,
  readNewestRequests,
  readPlaces,
  readTraces,
  spreadPlaces,
  type TracePlace,
} from './read-traces.ts';
import { bytesOnDisk, retain } from './retention.ts';
import { SCHEMA_VERSION, TABLES } from './tables.ts';
import { VIEWS } from './views.ts';

/** Traces are looked for by as many. */
const PLACES = 5_000;
/** Of a trace that is one of some. */
const SPREAD_SPANS = 200;

export interface DuckdbArchiveOptions {
  readonly instance: DuckDBInstance;
  readonly file: string;
  readonly limits: RetentionLimits;
  readonly wallMs?: () => number;
  readonly maxOriginChars?: number | undefined;
  /** After the file is closed. */
  readonly onClosed?: () => void;
}

export async function duckdbArchive({
  instance,
  file,
  limits,
  wallMs = Date.now,
  maxOriginChars = MAX_ORIGIN_CHARS,
  onClosed = () => {},
}: DuckdbArchiveOptions): Promise<Archive> {
  const writing = await instance.connect();
  const reading = await instance.connect();
  await writing.run(TABLES + VIEWS);
  const [[version] = []] = await rows<[number]>(writing, 'SELECT SchemaVersion FROM about');
  if (version !== undefined && version > SCHEMA_VERSION) throw newerFile(file);
  if (version === undefined) await writing.run(`INSERT INTO about VALUES (${SCHEMA_VERSION})`);
  const [[lastSeq] = [0n]] = await rows<[bigint]>(
    writing,
    'SELECT greatest((SELECT coalesce(max(Seq), 0) FROM spans), (SELECT coalesce(max(Seq), 0) FROM requests))',
  );
  let seq = lastSeq + 1n;
  let known = await knownTraces(reading);
  let origins = await KnownOrigins.read(reading, maxOriginChars);
  let departures = 0;
  let spanCount = await countSpans(reading);
  const countAnew = async () => {
    departures++;
    spanCount = await countSpans(reading);
    known = await knownTraces(reading);
    const { next } = origins;
    origins = await KnownOrigins.read(reading, maxOriginChars);
    // A number is never given twice: somebody may be reading what has just left.
    origins.next = next;
  };
  async function* tracesAt(places: Promise<readonly TracePlace[]>) {
    for (const portion of portionsOf(await places)) yield await readPlaces(reading, portion, origins);
  }

  return {
    async commit(spans, requests) {
      const newOrigins = new Map<string, number>();
      // Neighbours share theirs, as objects: it is written out once.
      const written = new Map<SpanSource, number>();
      const originOf = (source: SpanSource): number => {
        const seen = written.get(source);
        if (seen !== undefined) return seen;
        const { resource, scope } = source;
        const text = JSON.stringify({ resource, scope });
        let origin = origins.numberOf(text) ?? newOrigins.get(text);
        if (origin === undefined) {
          origin = origins.next + newOrigins.size;
          newOrigins.set(text, origin);
        }
        written.set(source, origin);
        return origin;
      };
      const count = spans.reduce((sum, { rows }) => sum + rows.length, 0);
      const arrivedMs = wallMs();
      try {
        await writing.run('BEGIN');
        await appendSpans(writing, spans, { seq, arrivedMs }, originOf);
        await appendRequests(writing, requests, { seq: seq + BigInt(count), arrivedMs });
        await appendOrigins(writing, [...newOrigins]);
        await writing.run('COMMIT');
      } catch (error) {
        await writing.run('ROLLBACK').catch(() => {});
        throw notKept(error);
      }
      seq += BigInt(count + requests.length);
      spanCount += count;
      for (const { columns, rows } of spans) for (const row of rows) known.add(columns.traceId(row));
      for (const [text, origin] of newOrigins) origins.add(text, origin);
      origins.next += newOrigins.size;
    },
    get traceCount() {
      return known.size;
    },
    mayHold: (traceId) => known.mayHold(traceId),
    traces: (traceIds) => readTraces(reading, traceIds, origins),
    async spread(maxTraces) {
      const places = await spreadPlaces(reading, maxTraces, SPREAD_SPANS);
      return places.length === 0 ? [] : readPlaces(reading, places, origins);
    },
    resources: () => origins.resources(),
    get spanCount() {
      return spanCount;
    },
    get nextPlace() {
      return Number(seq);
    },
    get departures() {
      return departures;
    },
    async *older({ narrowing, before: first, since, skips }) {
      const condition = conditionOf(narrowing);
      let before = first;
      for (;;) {
        const places = await placesOf(reading, condition, { before, since }, PLACES);
        const wanted = places.filter(
          ({ traceId, firstSeq, lastSeq }) => !skips({ traceId, place: firstSeq, lastPlace: lastSeq }),
        );
        for (const portion of portionsOf(wanted))
          yield (await readPlaces(reading, portion, origins)).toReversed();
        before = places.at(-1)?.firstSeq;
        if (places.length < PLACES) return;
      }
    },
    async *newestTraces(maxTraces, maxSpans) {
      let spans = 0;
      const newest = await placesOf(reading, conditionOf(undefined), {}, maxTraces);
      const places = newest.filter((place) => {
        spans += place.spans;
        return spans <= maxSpans;
      });
      yield* tracesAt(Promise.resolve(places.toReversed()));
    },
    async newestRequests(maxRecords, maxBytes) {
      const metrics = await readNewestRequests(reading, 'metrics', maxRecords, maxBytes);
      return [...metrics, ...(await readNewestRequests(reading, 'logs', maxRecords, maxBytes))];
    },
    async figures() {
      const [[spans, oldest] = [0, null]] = await rows<[number, number | null]>(
        reading,
        `SELECT count(*)::DOUBLE, least(epoch_ms(min(Arrived)), (SELECT epoch_ms(min(Arrived)) FROM requests))::DOUBLE FROM spans`,
      );
      const bytes = await bytesOnDisk(reading, file);
      return { ...limits, spans, bytes, ...(oldest !== null && { oldestUnixMs: oldest }) };
    },
    async retain() {
      // Where it fails, something may have left before.
      let hasLeft = true;
      try {
        hasLeft = await retain(writing, file, limits, wallMs());
      } finally {
        if (hasLeft) await countAnew();
      }
    },
    exportLines(signal) {
      if (signal !== 'traces') return streamOf(requestLines(reading, signal));
      const all = placesOf(reading, conditionOf(undefined), {}, Number.MAX_SAFE_INTEGER);
      return streamOf(traceLines(tracesAt(all.then((places) => places.toReversed()))));
    },
    exportTable: (table) => parquetOf(reading, table),
    async close() {
      reading.closeSync();
      writing.closeSync();
      instance.closeSync();
      onClosed();
    },
  };
}

async function countSpans(connection: DuckDBConnection): Promise<number> {
  const [[spans] = [0]] = await rows<[number]>(connection, 'SELECT count(*)::DOUBLE FROM spans');
  return spans;
}

async function knownTraces(connection: DuckDBConnection): Promise<KnownTraces> {
  const known = new KnownTraces();
  for (const [traceId] of await rows<[string]>(connection, 'SELECT DISTINCT TraceId FROM spans'))
    known.add(traceId);
  return known;
}

const rows = async <T extends readonly unknown[]>(connection: DuckDBConnection, sql: string): Promise<T[]> =>
  (await connection.runAndReadAll(sql)).getRows() as unknown as T[];

const newerFile = (file: string): DataDirProblem =>
  new DataDirProblem(
    `${file} was written by a newer version of this server.`,
    'Update this one, or choose another folder with DATA_DIR=folder.',
  );

const notKept = (error: unknown): NotKept =>
  new NotKept(
    `What arrived could not be written to the disk, and none of it is kept: ${error instanceof Error ? error.message : String(error)}`,
  );
