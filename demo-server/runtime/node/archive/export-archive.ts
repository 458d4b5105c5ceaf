/**
 * The archive, taken out: as OTLP/JSON, one request a line, as the Collector's file exporter writes it and any OTLP
 * receiver takes it line by line; or as Parquet, with the columns of the tables that people ask.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ArchivedTrace, ExportedTable } from '../../../store/archive.ts';

const encoder = new TextEncoder();

export function traceLines(portions: AsyncIterable<readonly ArchivedTrace[]>): AsyncIterable<Uint8Array> {
  return lines(portions, (portion) => portion.map(({ traces }) => JSON.stringify(traces)));
}

export async function* requestLines(
  connection: DuckDBConnection,
  signal: 'logs' | 'metrics',
): AsyncIterable<Uint8Array> {
  // By the request: one may be large.
  const places = await connection.runAndReadAll(
    `SELECT Seq::DOUBLE FROM requests WHERE Signal = '${signal}' ORDER BY Seq`,
  );
  for (const [seq] of places.getRows()) {
    const found = await connection.runAndReadAll(`SELECT Otlp FROM requests WHERE Seq = ${Number(seq)}`);
    for (const [text] of found.getRows()) yield encoder.encode(`${text}\n`);
  }
}

async function* lines<T>(portions: AsyncIterable<T>, texts: (portion: T) => readonly string[]) {
  for await (const portion of portions)
    yield encoder.encode(
      texts(portion)
        .map((text) => `${text}\n`)
        .join(''),
    );
}

/** Written beside, then read; gone when it was read, or nobody reads on. */
export async function parquetOf(
  connection: DuckDBConnection,
  table: ExportedTable,
): Promise<ReadableStream<Uint8Array>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'telemetry-export-'));
  const remove = () => void rm(dir, { recursive: true, force: true }).catch(() => {});
  try {
    const file = path.join(dir, `${table}.parquet`);
    await connection.run(
      `COPY (SELECT * FROM ${table}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    const stream = createReadStream(file).once('close', remove);
    return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
  } catch (error) {
    remove();
    throw error;
  }
}

export const streamOf = (chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> =>
  Readable.toWeb(Readable.from(chunks, { objectMode: false })) as ReadableStream<Uint8Array>;
