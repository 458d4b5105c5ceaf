/** The programs of this page. Compiler and worker are fetched when the first one is opened, or warmed up before. */
import { openPageWorker, pageOrigin } from '../../server-client/page-worker.ts';
import { systemClock } from '../run/clock.ts';
import { loadBabel } from './babel.ts';
import { compile, compileProgram } from './compile.ts';
import type { Program, Programs } from './program.ts';
import { createPrograms } from './programs.ts';

let programs: Programs | undefined;

export function pagePrograms(): Programs {
  programs ??= createPrograms({
    openWorker: openPageWorker(import.meta.env.BASE_URL, 'learner-programs'),
    origin: pageOrigin(),
    compile: compileProgram,
    clock: systemClock,
  });
  return programs;
}

/** Fetches the compiler and lets it run once, which makes the next compilation several times faster. */
export async function warmCompiler(): Promise<void> {
  const { part, source } = WARM_UP;
  compile(await loadBabel(), { part, source });
}

const WARM_UP: Program = {
  part: 'units-route',
  source: `import { eq } from 'drizzle-orm';
import { type UnitsRoute, units } from '#building';
export const unitsRoute: UnitsRoute = async ({ db }) => await db.select().from(units).where(eq(units.id, 1));`,
};
