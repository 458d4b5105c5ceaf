/**
 * `POST /mcp`: who may ask. Protocol and tools are in `protocol-server.ts`, which is loaded with the first request.
 */
import { Hono } from 'hono';
import { errorAnswer, limitBody } from '../error-answer.ts';
import type { TraceStore } from '../store/trace-store.ts';
import { type Audience, viewerOf } from '../store/viewer.ts';

export interface McpOptions {
  readonly audience: Audience;
  /** Puts what is on its way into the store. */
  readonly flush: () => void;
}

export function mcpRoutes(store: TraceStore, { audience, flush }: McpOptions): Hono {
  return new Hono()
    .post('/mcp', limitBody(), async (c) => {
      const { url } = c.req.raw;
      if (!isSameSite(c.req.header('origin'), url, audience))
        return errorAnswer(
          403,
          'foreign-origin',
          'Another site may not read traces through your browser.',
          'Ask from a program, or from a page of this server.',
        );
      flush();
      const viewer = viewerOf(audience, c.req.query('session'));
      const { answerOnce } = await import('./protocol-server.ts');
      return answerOnce(c.req.raw, { store, viewer });
    })
    .all('/mcp', () => {
      const answer = errorAnswer(
        405,
        'no-session',
        'This endpoint keeps no session and sends nothing by itself.',
        'POST one JSON-RPC message; see demo-server/README.md.',
      );
      answer.headers.set('allow', 'POST');
      return answer;
    });
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Programs send no origin. A page does, and must be of this server. Where only this machine reaches the server, the
 * name must be a loopback one besides: a stranger's name may have been made to point here.
 */
function isSameSite(origin: string | undefined, url: string, audience: Audience): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin) || new URL(origin).host !== new URL(url).host) return false;
  return audience === 'own-session' || LOOPBACK.test(new URL(origin).hostname);
}
