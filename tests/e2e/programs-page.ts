/** Bundled into an empty page of the site: programs as the page has them, without the card. */
import { compileProgram } from '../../src/exercises/code/compile.ts';
import { createPrograms } from '../../src/exercises/code/programs.ts';
import { systemClock } from '../../src/exercises/run/clock.ts';
import { openPageWorker, pageOrigin } from '../../src/server-client/page-worker.ts';
import { tryProgram } from '../support/try-program.ts';

const programs = createPrograms({
  origin: pageOrigin(),
  openWorker: openPageWorker('/', 'learner-programs'),
  compile: compileProgram,
  clock: systemClock,
});

Object.assign(globalThis, {
  stopPrograms: programs.stop,
  tryInPage: async (json: string) => {
    const { exercise, inputs, source } = JSON.parse(json);
    return JSON.stringify(await tryProgram(programs, exercise, inputs, source));
  },
});
