import type { MiddlewareHandler } from 'hono';

/**
 * HEAD is answered as GET, less the body: Hono drops it unread. One that goes on until somebody closes it, as that of a
 * feed does, would hold its place for ever.
 */
export const closeUnreadBody: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.req.method === 'HEAD') await c.res.body?.cancel();
};
