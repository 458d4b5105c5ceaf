/**
 * `GET /api/ingest`: what arrived at the receiver, newest first, with what was wrong with it. On a server that others
 * reach, a reader is shown the requests that belong to nobody's session, or to their own.
 */
import { Hono } from 'hono';
import type { ForwardingState, IngestAnswer, IngestedRequest } from '../../protocol.ts';
import { type Audience, viewerOf } from '../../store/viewer.ts';
import type { IngestEntry, IngestLog } from './ingest-log.ts';

export function ingestRoutes(log: IngestLog, audience: Audience, forwarding?: ForwardingState): Hono {
  return new Hono().get('/ingest', (c) => {
    const viewer = viewerOf(audience, c.req.query('session'));
    const seen = log.entries().filter(({ sessions }) => viewer.sees({ received: true, sessions }));
    return c.json({
      scope: viewer.scope,
      totals: log.totals(),
      forwarding,
      requests: seen.map(shown),
    } satisfies IngestAnswer);
  });
}

/** Without the sessions: an id of one is proof of owning it. */
const shown = ({ sessions: _, ...entry }: IngestEntry): IngestedRequest => entry;
