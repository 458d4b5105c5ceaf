/**
 * The archive in a DuckDB file. One connection writes, one group at a time; another reads, and sees what is committed.
 * A commit returns when the write-ahead log is on the disk.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Archive, ArchivedSpan } from '../../../store/archive.ts';
import { NotKept } from '../../../store/not-kept.ts';
import { appendOrigins, appendRequests, appendSpans } from './append-rows.ts';
import { KnownTraces } from './known-traces.ts';
import { conditionOf } from './narrowing-sql.ts';
import {
  type Origin,
  placesBefore,
  portionsOf,
  readNewestRequests,
  readPlaces,
  readTraces,
} from './read-traces.ts';
import { SCHEMA_VERSION, TABLES } from './tables.ts';

/** Traces are looked for by as many. */
const PLACES = 5_000;

export interface DuckdbArchiveOptions {
  readonly instance: DuckDBInstance;
  readonly wallMs?: () => number;
  /** After the file is closed. */
  readonly onClosed?: () => void;
}

export async function duckdbArchive({
  instance,
  wallMs = Date.now,
  onClosed = () => {},
}: DuckdbArchiveOptions): Promise<Archive> {
  const writing = await instance.connect();
  const reading = await instance.connect();
  await writing.run(TABLES);
  const [[version] = []] = await rows<[number]>(writing, 'SELECT SchemaVersion FROM about');
  if (version === undefined) await writing.run(`INSERT INTO about VALUES (${SCHEMA_VERSION})`);
  const [[lastSeq] = [0n]] = await rows<[bigint]>(
    writing,
    'SELECT greatest((SELECT coalesce(max(Seq), 0) FROM spans), (SELECT coalesce(max(Seq), 0) FROM requests))',
  );
  let seq = lastSeq + 1n;
  const known = new KnownTraces();
  for (const [traceId] of await rows<[string]>(reading, 'SELECT DISTINCT TraceId FROM spans'))
    known.add(traceId);
  /** By their text, and by their number. */
  const origins = new Map<string, number>();
  const originsRead: Origin[] = [];
  for (const [number, text] of await rows<[number, string]>(reading, 'SELECT Origin, Otlp FROM origins')) {
    origins.set(text, number);
    originsRead[number] = JSON.parse(text);
  }
  let nextOrigin = originsRead.length;
  const originRead = (origin: number): Origin => originsRead[origin] ?? {};

  return {
    async commit(spans, requests) {
      const newOrigins = new Map<string, number>();
      const originOf = ({ resource, scope }: ArchivedSpan): number => {
        const text = JSON.stringify({ resource, scope });
        let origin = origins.get(text) ?? newOrigins.get(text);
        if (origin === undefined) {
          origin = nextOrigin + newOrigins.size;
          newOrigins.set(text, origin);
        }
        return origin;
      };
      const arrivedMs = wallMs();
      try {
        await writing.run('BEGIN');
        await appendSpans(writing, spans, { seq, arrivedMs }, originOf);
        await appendRequests(writing, requests, { seq: seq + BigInt(spans.length), arrivedMs });
        await appendOrigins(writing, [...newOrigins]);
        await writing.run('COMMIT');
      } catch (error) {
        await writing.run('ROLLBACK').catch(() => {});
        throw notKept(error);
      }
      seq += BigInt(spans.length + requests.length);
      for (const { traceId } of spans) known.add(traceId);
      for (const [text, origin] of newOrigins) {
        origins.set(text, origin);
        originsRead[origin] = JSON.parse(text);
      }
      nextOrigin += newOrigins.size;
    },
    get traceCount() {
      return known.size;
    },
    mayHold: (traceId) => known.mayHold(traceId),
    traces: (traceIds) => readTraces(reading, traceIds, originRead),
    async *older({ narrowing, before, skips }) {
      const condition = conditionOf(narrowing);
      let from = before;
      for (;;) {
        const places = await placesBefore(reading, condition, from, PLACES);
        for (const portion of portionsOf(places.filter(({ traceId }) => !skips(traceId))))
          yield (await readPlaces(reading, portion, originRead)).toReversed();
        from = places.at(-1)?.firstSeq;
        if (places.length < PLACES) return;
      }
    },
    async *newestTraces(maxTraces, maxSpans) {
      let spans = 0;
      const newest = await placesBefore(reading, conditionOf(undefined), undefined, maxTraces);
      const places = newest.filter((place) => {
        spans += place.spans;
        return spans <= maxSpans;
      });
      for (const portion of portionsOf(places.toReversed()))
        yield await readPlaces(reading, portion, originRead);
    },
    async newestRequests(maxRecords, maxBytes) {
      const metrics = await readNewestRequests(reading, 'metrics', maxRecords, maxBytes);
      return [...metrics, ...(await readNewestRequests(reading, 'logs', maxRecords, maxBytes))];
    },
    async figures() {
      const [[spans, bytes] = [0, 0]] = await rows<[number, number]>(
        reading,
        `SELECT (SELECT count(*) FROM spans)::DOUBLE, sum(used_blocks * block_size)::DOUBLE FROM pragma_database_size()`,
      );
      return { spans, bytes };
    },
    async close() {
      reading.closeSync();
      writing.closeSync();
      instance.closeSync();
      onClosed();
    },
  };
}

const rows = async <T extends readonly unknown[]>(connection: DuckDBConnection, sql: string): Promise<T[]> =>
  (await connection.runAndReadAll(sql)).getRows() as unknown as T[];

const notKept = (error: unknown): NotKept =>
  new NotKept(
    `What arrived could not be written to the disk, and none of it is kept: ${error instanceof Error ? error.message : String(error)}`,
  );
