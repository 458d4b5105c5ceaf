/**
 * The proof in a page: the demo server in a worker, programs in a worker of their own, the runner as it is. Bundled by
 * `scripts/prove-in-browser.ts` into an empty page that stands where a site would be served.
 */
import { inBrowserServer } from '../../server-client/in-browser.ts';
import { openPageWorker, pageOrigin } from '../../server-client/page-worker.ts';
import { openSqlWorker } from '../../sql/open-sql-worker.ts';
import { workerSqlEngine } from '../../sql/worker-sql-engine.ts';
import { compileProgram } from '../code/compile.ts';
import { createPrograms } from '../code/programs.ts';
import { systemClock } from '../run/clock.ts';
import { type ProofCase, type ProofPlace, prove } from './prove-exercise.ts';

const origin = pageOrigin();
const place: ProofPlace = {
  server: inBrowserServer({ origin, open: openPageWorker('/', 'demo-server') }),
  programs: createPrograms({
    origin,
    openWorker: openPageWorker('/', 'learner-programs'),
    compile: compileProgram,
    clock: systemClock,
  }),
  sql: workerSqlEngine({ open: openSqlWorker('/'), clock: systemClock }),
};

Reflect.set(globalThis, 'proveInPage', (proofCase: ProofCase) => prove(proofCase, place));
