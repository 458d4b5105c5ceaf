/**
 * `GET /api/store`: what is kept and how much of it may be. `GET /api/store/export/...`: all of it, for whoever may see
 * everything.
 *
 *   /api/store/export/traces.jsonl, logs.jsonl, metrics.jsonl       OTLP/JSON, a request a line
 *   /api/store/export/otel_traces.parquet, otel_logs.parquet, ...   a table
 */
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { errorAnswer } from '../error-answer.ts';
import { type Leave, Places } from '../places.ts';
import type { StoreFigures } from '../protocol.ts';
import { type Archive, EXPORTED_SIGNALS, EXPORTED_TABLES } from './archive.ts';
import type { TraceStore } from './trace-store.ts';
import type { Audience } from './viewer.ts';

export interface ArchiveRoutesOptions {
  readonly audience: Audience;
  readonly archive: Archive | undefined;
  readonly clock: Clock;
  /** Resolves when what is on its way is kept. */
  readonly flush: () => Promise<void>;
  /** Of the demo server itself. */
  readonly notKept: () => number;
  /** What other replicas were given while this one could not hear of it. */
  readonly notHeard?: () => number;
}

/** Each reads all of the archive. */
const EXPORTS_AT_ONCE = 2;

export function archiveRoutes(
  store: TraceStore,
  { audience, archive, clock, flush, notKept, notHeard = () => 0 }: ArchiveRoutesOptions,
): Hono {
  const exports = new Places(clock, { atOnce: EXPORTS_AT_ONCE, line: 0, waitMs: 0 });
  return new Hono()
    .get('/store', async (c) => {
      const missed = notHeard();
      const figures: StoreFigures = {
        ...(archive === undefined
          ? { keeps: 'newest', spans: store.keptSpans }
          : { keeps: 'all', ...(await archive.figures()), ownRecordsNotKept: notKept() }),
        ...(missed > 0 && { missedOfReplicas: missed }),
      };
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
      const open =
        format === 'jsonl' && signal !== undefined
          ? () => archive.exportLines(signal)
          : format === 'parquet' && table !== undefined
            ? () => archive.exportTable(table)
            : undefined;
      if (open !== undefined) {
        const leave = await exports.enter();
        if (leave === undefined) return exportsBusy();
        try {
          await flush();
          return new Response(untilRead(await open(), leave), {
            headers: {
              'content-type': format === 'jsonl' ? 'application/x-ndjson' : 'application/vnd.apache.parquet',
              'content-disposition': `attachment; filename="${name}.${format}"`,
              'cache-control': 'no-store',
            },
          });
        } catch (error) {
          leave();
          throw error;
        }
      }
      return errorAnswer(
        404,
        'unknown-export',
        'There is no such export.',
        `There are ${[...EXPORTED_SIGNALS.map((of) => `${of}.jsonl`), ...EXPORTED_TABLES.map((of) => `${of}.parquet`)].join(', ')}.`,
      );
    });
}

/** The same bytes; `leave` is called when they were all taken, or nobody wants them. */
function untilRead(body: ReadableStream<Uint8Array>, leave: Leave): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          leave();
          controller.close();
        } catch (error) {
          leave();
          throw error;
        }
      },
      cancel(reason) {
        leave();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function exportsBusy(): Response {
  const answer = errorAnswer(
    503,
    'exports-busy',
    'As many exports are under way as this server makes at once.',
    'Let them end, or close them, and come again.',
  );
  answer.headers.set('retry-after', '10');
  return answer;
}
