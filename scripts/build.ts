/** `npm run build`: the database snapshot, then the static site in `dist/`. Needs no running server. */
import { buildAll } from './build-steps.ts';

await buildAll({ force: true });
