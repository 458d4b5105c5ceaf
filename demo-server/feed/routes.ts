/** `GET /api/feed?session=ID`: the telemetry of one session as server-sent events; `session=*`: news of the store. */
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { errorAnswer } from '../error-answer.ts';
import { STORE_FEED } from '../protocol.ts';
import { isSessionId, SESSION_ID_HINT } from '../telemetry/run-baggage.ts';
import type { Sessions } from './sessions.ts';
import { sseStream } from './sse-stream.ts';

export function feedRoutes(sessions: Sessions, clock: Clock): Hono {
  return new Hono().get('/feed', (c) => {
    const sessionId = c.req.query('session');
    if (sessionId !== STORE_FEED && !isSessionId(sessionId))
      return errorAnswer(
        400,
        'bad-session',
        'The query parameter "session" is missing or malformed.',
        SESSION_ID_HINT,
      );
    const session = sessions.open(sessionId);
    if (session === undefined)
      return errorAnswer(
        503,
        'too-many-sessions',
        'This server watches as many sessions as it can hold.',
        'Close pages that are not needed, or try again in a few minutes.',
      );
    const lastEventId = Number.parseInt(c.req.header('last-event-id') ?? '', 10);
    const from = Number.isSafeInteger(lastEventId) && lastEventId >= 0 ? lastEventId : undefined;
    return new Response(
      sseStream((subscriber) => session.subscribe(subscriber, from), clock),
      {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      },
    );
  });
}
