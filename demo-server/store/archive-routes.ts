/**
 * `GET /api/store`: what is kept and how much of it may be. `GET /api/store/export/...`: all of it, for whoever may see
 * everything.
 *
 *   /api/store/export/traces.jsonl, logs.jsonl, metrics.jsonl       OTLP/JSON, a request a line
 *   /api/store/export/otel_traces.parquet, otel_logs.parquet, ...   a table
 */
import { Hono } from 'hono';
import { errorAnswer } from '../error-answer.ts';
import type { StoreFigures } from '../protocol.ts';
import { type Archive, EXPORTED_SIGNALS, EXPORTED_TABLES } from './archive.ts';
import type { TraceStore } from './trace-store.ts';
import type { Audience } from './viewer.ts';

export interface ArchiveRoutesOptions {
  readonly audience: Audience;
  readonly archive: Archive | undefined;
  /** Resolves when what is on its way is kept. */
  readonly flush: () => Promise<void>;
  /** Of the demo server itself. */
  readonly notKept: () => number;
}

export function archiveRoutes(
  store: TraceStore,
  { audience, archive, flush, notKept }: ArchiveRoutesOptions,
): Hono {
  return new Hono()
    .get('/store', async (c) => {
      const figures: StoreFigures =
        archive === undefined
          ? { keeps: 'newest', spans: store.keptSpans }
          : { keeps: 'all', ...(await archive.figures()), ownRecordsNotKept: notKept() };
      c.header('cache-control', 'no-store');
      return c.json(figures);
    })
    .get('/store/export/:file', async (c) => {
      if (audience !== 'everyone')
        return errorAnswer(
          403,
          'not-for-everyone',
          'An export holds the telemetry of everybody, and others can reach this server.',
          'Start it without HOST, for this machine alone, and export there.',
        );
      if (archive === undefined)
        return errorAnswer(
          404,
          'no-archive',
          'This server keeps no telemetry on disk.',
          'Start it with DATA_DIR=folder.',
        );
      const [, name = '', format] = /^(\w+)\.(jsonl|parquet)$/.exec(c.req.param('file')) ?? [];
      const signal = EXPORTED_SIGNALS.find((known) => known === name);
      const table = EXPORTED_TABLES.find((known) => known === name);
      await flush();
      const answer = (body: ReadableStream<Uint8Array>, type: string) =>
        new Response(body, {
          headers: {
            'content-type': type,
            'content-disposition': `attachment; filename="${name}.${format}"`,
            'cache-control': 'no-store',
          },
        });
      if (format === 'jsonl' && signal !== undefined)
        return answer(archive.exportLines(signal), 'application/x-ndjson');
      if (format === 'parquet' && table !== undefined)
        return answer(await archive.exportTable(table), 'application/vnd.apache.parquet');
      return errorAnswer(
        404,
        'unknown-export',
        'There is no such export.',
        `There are ${[...EXPORTED_SIGNALS.map((of) => `${of}.jsonl`), ...EXPORTED_TABLES.map((of) => `${of}.parquet`)].join(', ')}.`,
      );
    });
}
