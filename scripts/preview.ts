/** `npm run preview`: serves `dist/` as a dumb static host would, under BASE_PATH; no API. */
import { runNode } from './build-steps.ts';

await runNode(
  'node_modules/astro/bin/astro.mjs',
  'preview',
  '--port',
  process.env['PORT'] ?? '4321',
  '--host',
  process.env['HOST'] ?? '127.0.0.1',
);
