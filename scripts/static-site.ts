/**
 * The site as a reader meets it on a host of files: built for a path of its own into `build/static/`, and served there
 * by nginx when it is installed, else by the project's own dumb host. PORT says where. Ends with a signal.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildAll, buildSite, ROOT, type SitePlace } from './build-steps.ts';
import { findNginx, nginxArguments } from './nginx.ts';
import { startStaticHost } from './static-host.ts';

export const STATIC_BASE = '/workshop/';
const DOCUMENT_ROOT = path.join(ROOT, 'build/static');
export const STATIC_PLACE: SitePlace = {
  dir: path.join(DOCUMENT_ROOT, STATIC_BASE),
  basePath: STATIC_BASE,
  siteUrl: 'https://example.org',
};

if (import.meta.main) {
  const port = Number(process.env['PORT'] ?? 4398);
  await buildAll();
  await buildSite(STATIC_PLACE);
  const nginx = findNginx();
  if (nginx === undefined) {
    console.log(
      'nginx is not installed (apt-get install nginx-light): the dumb host serves the site instead.',
    );
    await startStaticHost({ siteDir: STATIC_PLACE.dir, base: STATIC_BASE, host: '127.0.0.1', port });
  } else {
    const child = spawn(nginx, nginxArguments(DOCUMENT_ROOT, port), { stdio: 'inherit' });
    child.once('exit', (code) => process.exit(code ?? 1));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  }
}
