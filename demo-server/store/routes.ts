/**
 * `GET /api/traces`: TraceQL over the store. `GET /api/traces/:traceId`: one trace of it as OTLP/JSON.
 * `GET /api/metrics`, `GET /api/logs`: the newest that were received, as OTLP/JSON.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { parseTraceQL } from '../../src/trace/traceql/traceql.ts';
import { errorAnswer, validated } from '../error-answer.ts';
import type { RecentSignals } from './recent-requests.ts';
import { searchTraces } from './search.ts';
import type { TraceStore } from './trace-store.ts';

const TRACE_ID = /^[0-9a-f]{32}$/i;
const searchQuery = z.object({
  q: z.string().default('{}'),
  limit: z.coerce.number().int().min(1).max(500).default(20),
});

export function traceRoutes(store: TraceStore, flush: () => void): Hono {
  return new Hono()
    .get('/traces', validated('query', searchQuery), (c) => {
      const { q, limit } = c.req.valid('query');
      const parsed = parseTraceQL(q);
      if (!parsed.ok) {
        const { from, message } = parsed.error;
        return errorAnswer(
          400,
          'bad-query',
          `The query cannot be read at position ${from}: ${message}`,
          'A search looks like { span.http.response.status_code >= 500 }.',
        );
      }
      flush();
      return c.json(searchTraces(store, parsed.query, limit));
    })
    .get('/traces/:traceId', (c) => {
      const traceId = c.req.param('traceId');
      if (!TRACE_ID.test(traceId))
        return errorAnswer(
          404,
          'unknown-trace',
          'This is not a trace id.',
          'A trace id is 32 hexadecimal digits.',
        );
      flush();
      const trace = store.trace(traceId);
      if (trace === undefined)
        return errorAnswer(
          404,
          'unknown-trace',
          'The store does not hold this trace.',
          `It keeps the newest ${store.keptTraces} of ${store.seenTraces} traces; it may have left, or never arrived.`,
        );
      return c.json(trace);
    });
}

export function signalRoutes({ metrics, logs }: RecentSignals): Hono {
  return new Hono()
    .get('/metrics', (c) =>
      c.json({ resourceMetrics: metrics.bodies().flatMap((body) => body.resourceMetrics ?? []) }),
    )
    .get('/logs', (c) => c.json({ resourceLogs: logs.bodies().flatMap((body) => body.resourceLogs ?? []) }));
}
