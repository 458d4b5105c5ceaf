/** The one shape of an error answer: `{ error: { code, message, hint } }`. No stack ever leaves the process. */
import { zValidator } from '@hono/zod-validator';
import type { ErrorHandler, MiddlewareHandler, NotFoundHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type * as z from 'zod';
import { isDatabaseAway } from './building/database.ts';
import { programFault } from './programs/problem.ts';
import type { ErrorBody } from './protocol.ts';

export function errorAnswer(
  status: number,
  code: string,
  message: string,
  hint: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: ErrorBody = { error: { code, message, hint } };
  return Response.json(body, { status, headers });
}

/** Nothing of the request was accepted; a commit whose answer was lost is the one thing that may have happened. */
const databaseAway = (): Response =>
  errorAnswer(
    503,
    'database-away',
    'The database does not answer, so this request was not accepted.',
    'Send it again in some seconds. GET /api/health says when the database is back.',
    { 'retry-after': '2', 'cache-control': 'no-store' },
  );

export const MAX_BODY_BYTES = 64 * 1024;

/** 413 beyond `maxBytes`, before anything is parsed. */
export const limitBody = (maxBytes: number = MAX_BODY_BYTES): MiddlewareHandler =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () =>
      errorAnswer(
        413,
        'body-too-large',
        `The request body is larger than ${maxBytes} bytes.`,
        'Send less in one request.',
      ),
  });

/** Malformed JSON is 400 here, before a handler throws over it: a caller's mistake must not mark the span as failed. */
export const jsonBody: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'POST' && c.req.header('content-type')?.includes('json')) {
    try {
      await c.req.json();
    } catch {
      return errorAnswer(400, 'malformed-json', 'The request body is not valid JSON.', 'Send a JSON object.');
    }
  }
  return next();
};

type Target = 'json' | 'param' | 'query';

/** Input checked by a zod schema, answered in the common shape; unknown ids in the path are 404, the rest 400. */
export function validated<T extends z.ZodType, K extends Target>(target: K, schema: T) {
  return zValidator(target, schema, (result) => {
    if (result.success) return;
    const issue = result.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? target : issue.path.join('.');
    const what = issue?.message ?? 'is not what was expected';
    if (target === 'param')
      return errorAnswer(
        404,
        'not-found',
        `"${where}" is not an id: ${what}.`,
        'Ids are whole numbers from 1.',
      );
    return errorAnswer(
      400,
      'bad-request',
      `"${where}": ${what}.`,
      'Look up the fields in demo-server/README.md.',
    );
  });
}

/**
 * Everything unforeseen. Its reason goes to `report`, never to the caller, unless it is the caller's own: what an
 * installed program throws is told to whoever wrote it.
 */
export function onError(report: (error: unknown) => void): ErrorHandler {
  return (error) => {
    if (error instanceof HTTPException && error.status < 500)
      return errorAnswer(
        error.status,
        'bad-request',
        error.message,
        'Look up the route in demo-server/README.md.',
      );
    const fault = programFault(error);
    if (fault !== undefined) return errorAnswer(500, 'program-failed', fault.message, fault.hint);
    if (isDatabaseAway(error)) return databaseAway();
    report(error);
    return errorAnswer(
      500,
      'internal',
      'The server failed on this request.',
      'The reason is in its own trace and log.',
    );
  };
}

export const onNotFound: NotFoundHandler = (c) =>
  errorAnswer(
    404,
    'unknown-route',
    `Nothing answers ${c.req.method} ${c.req.path}.`,
    'The routes are listed in demo-server/README.md.',
  );
