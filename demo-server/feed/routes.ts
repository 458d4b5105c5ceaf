/** `GET /api/feed?session=ID`: the telemetry of one session as server-sent events; `session=*`: news of the store. */
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { errorAnswer } from '../error-answer.ts';
import { STORE_FEED } from '../protocol.ts';
import { isSessionId, SESSION_ID_HINT } from '../telemetry/run-baggage.ts';
import type { Sessions } from './sessions.ts';
import { sseStream } from './sse-stream.ts';

/** Of all sessions: each has a connection, a timer, and what waits for it. */
export const MAX_PAGES = 2_000;
/** From then on the page hears that there is nobody, and tries again. */
const READY_MS = 3_000;

export function feedRoutes(sessions: Sessions, clock: Clock): Hono {
  return new Hono().get('/feed', async (c) => {
    const sessionId = c.req.query('session');
    if (sessionId !== STORE_FEED && !isSessionId(sessionId))
      return errorAnswer(
        400,
        'bad-session',
        'The query parameter "session" is missing or malformed.',
        SESSION_ID_HINT,
      );
    if (sessions.subscriberCount >= MAX_PAGES)
      return tooMany('too-many-pages', 'As many pages watch this server as it can tell.');
    if (sessions.open(sessionId) === undefined) return tooManySessions();
    if (!(await isReady(sessions, sessionId, clock)))
      return errorAnswer(
        503,
        'exchange-interrupted',
        'The replicas of this server cannot speak to each other at the moment.',
        'Try again in a few seconds.',
      );
    // It may have made room for another meanwhile.
    const session = sessions.open(sessionId);
    if (session === undefined) return tooManySessions();
    // A browser that had to open the line anew by hand cannot set headers.
    const given = c.req.header('last-event-id') ?? c.req.query('lastEventId') ?? '';
    const lastEventId = Number.parseInt(given, 10);
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

const tooManySessions = () =>
  tooMany('too-many-sessions', 'This server watches as many sessions as it can hold.');

function tooMany(code: string, message: string): Response {
  const hint = 'Close pages that are not needed, or try again in a few minutes.';
  const answer = errorAnswer(503, code, message, hint);
  answer.headers.set('retry-after', '60');
  return answer;
}

/** False when what other replicas have told of the session is not here in time. */
function isReady(sessions: Sessions, sessionId: string, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(READY_MS, () => resolve(false));
    void sessions.open(sessionId)?.ready.then(() => {
      cancel();
      resolve(true);
    });
  });
}
