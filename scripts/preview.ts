/** `npm run preview`: serves `dist/` as a dumb static host would, under BASE_PATH; no API. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SITE_DIR } from './build-steps.ts';
import { explain } from './setup/explain.mjs';
import { basePath, startStaticHost } from './static-host.ts';

const { env } = process;
const host = env['HOST'] ?? '127.0.0.1';
const base = basePath(env['BASE_PATH']);
const siteDir = path.resolve(env['SITE_DIR'] ?? SITE_DIR);

if (!existsSync(path.join(siteDir, 'index.html'))) {
  explain('There is no built site to serve.', 'Build it first: npm run build.');
  process.exit(1);
}
try {
  const { port } = await startStaticHost({ siteDir, base, host, port: Number(env['PORT'] ?? 4321) });
  console.log(
    `\n  The static site, without a demo server\n\n  Files     http://${host}:${port}${base}\n  Offline   http://workshop.localhost:${port}${base} is also kept for use without a network\n\n  Ctrl-C stops it.\n`,
  );
} catch (error) {
  explain(error instanceof Error ? error.message : String(error), 'PORT chooses another port.');
  process.exit(1);
}
