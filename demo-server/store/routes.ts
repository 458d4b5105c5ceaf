/** `GET /api/traces/:traceId`: one trace of the store as OTLP/JSON. */
import { Hono } from 'hono';
import { errorAnswer } from '../error-answer.ts';
import type { TraceStore } from './trace-store.ts';

const TRACE_ID = /^[0-9a-f]{32}$/i;

export function traceRoutes(store: TraceStore, flush: () => void): Hono {
  return new Hono().get('/traces/:traceId', (c) => {
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
