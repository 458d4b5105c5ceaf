/** A host that knows nothing but files, below a path: what `npm run preview` and the tests of the static site use. */
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { type Listening, listen } from '../demo-server/runtime/node/listen.ts';
import { mountSite } from '../demo-server/runtime/node/static-site.ts';

export interface StaticHost {
  readonly siteDir: string;
  /** The path that the site was built for, `/` or `/some/path/`. */
  readonly base: string;
  readonly host: string;
  readonly port: number;
}

export async function startStaticHost({ siteDir, base, host, port }: StaticHost): Promise<Listening> {
  const app = new Hono();
  if (base !== '/') app.get(base.slice(0, -1), (c) => c.redirect(base));
  mountSite(app, siteDir, { base, isApi: () => false });
  return listen(createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }), port, host);
}

/** `BASE_PATH` as people write it, with or without its slashes. */
export function basePath(text = ''): string {
  const inner = text.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}
