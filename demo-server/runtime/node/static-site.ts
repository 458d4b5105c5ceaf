/** The built site: files as a static host would serve them, hashed assets cached for ever, `404.html` for the rest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';

const NAMED_BY_CONTENT = /^(_astro\/|worker\/[^/]+-[0-9a-f]{12}\.)/;
const FOR_EVER = 'public, max-age=31536000, immutable';

/** `base` is the path that the site was built for, `/` or `/some/path/`. */
export function mountSite(app: Hono, siteDir: string, base = '/'): void {
  const isApi = (path: string) => path === '/metrics' || /^\/(?:api|v1)\//.test(path);
  const serve = serveStatic({
    root: siteDir,
    rewriteRequestPath: (path) => path.slice(base.length - 1),
    onFound: (_, c) =>
      c.header('cache-control', NAMED_BY_CONTENT.test(c.req.path.slice(base.length)) ? FOR_EVER : 'no-cache'),
  });
  app.use(`${base}*`, (c, next) => (isApi(c.req.path) ? next() : serve(c, next)));
  app.use(`${base}*`, async (c, next) => {
    if (isApi(c.req.path) || c.req.method !== 'GET') return next();
    try {
      return c.html(await readFile(join(siteDir, '404.html'), 'utf8'), 404);
    } catch {
      return next();
    }
  });
}
