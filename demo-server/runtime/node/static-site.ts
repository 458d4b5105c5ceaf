/** The built site: files as a static host would serve them, hashed assets cached for ever, `404.html` for the rest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';

const NAMED_BY_CONTENT = /^\/(_astro\/|worker\/[^/]+-[0-9a-f]{12}\.)/;

export function mountSite(app: Hono, siteDir: string): void {
  app.use('/*', async (c, next) => {
    if (c.req.path.startsWith('/api/') || c.req.path.startsWith('/v1/')) return next();
    return serve(c, next);
  });
  const serve = serveStatic({
    root: siteDir,
    onFound: (_, c) =>
      c.header(
        'cache-control',
        NAMED_BY_CONTENT.test(c.req.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  app.use('/*', async (c, next) => {
    if (c.req.path.startsWith('/api/') || c.req.path.startsWith('/v1/') || c.req.method !== 'GET')
      return next();
    try {
      return c.html(await readFile(join(siteDir, '404.html'), 'utf8'), 404);
    } catch {
      return next();
    }
  });
}
