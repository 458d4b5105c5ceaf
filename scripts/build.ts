/** `npm run build`: all that the site asks for, made anew, then the static site in `dist/`. Needs no running server. */
import { buildAll } from './build-steps.ts';
import { explain } from './setup/explain.mjs';

try {
  await buildAll({ force: true });
} catch (error) {
  explain(error instanceof Error ? error.message : String(error), 'The lines above say what is wrong.');
  process.exitCode = 1;
}
