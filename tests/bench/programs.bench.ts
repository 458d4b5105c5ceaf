/** Code exercises: from an edit to its verdict, in a real Chromium on the built site. */

import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import { bundleForPage } from '../../scripts/prove-in-browser.ts';
import { nodeSqlEngine } from '../../scripts/sql-on-node.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { proofPlace } from '../../src/exercises/prove/proof-place.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { type Tried, tryProgram } from '../support/try-program.ts';
import { type Bench, type Figure, median } from './bench.ts';

const EDITS = 20;

export const benches: readonly Bench[] = [{ name: 'in browser: programs', run: programs }];

/**
 * From an edit of exercise 2.2 to its verdict, with the worker and the compiler warm as they are at the second run. 150 ms of
 * it are the quiet by which a run is known to be over. Each round is another text, so nothing is compiled before.
 */
async function programs(): Promise<readonly Figure[]> {
  const exercise = loadExercise('dev/n-plus-one');
  const { code, solution } = exercise;
  if (code === undefined) throw new Error('2.2 has no code');
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR, report: () => {} });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/worker/manifest.json`);
    await page.addScriptTag({ content: await bundleForPage('tests/e2e/programs-page.ts') });
    const place = proofPlace(streamingLiveServer(fetch, server.url), server.app.programs, nodeSqlEngine());
    const worker: Tried[] = [];
    const node: Tried[] = [];
    const first: Tried[] = [];
    for (let n = 0; n <= EDITS; n++) {
      const source = (text: string) => `${text}\n// edit ${n}`;
      const json = JSON.stringify({ exercise, inputs: solution, source: source(code.solution) });
      const tried = await page.evaluate(
        (given) => Reflect.get(globalThis, 'tryInPage')(given) as Promise<string>,
        json,
      );
      (n === 0 ? first : worker).push(JSON.parse(tried) as Tried);
      node.push(await tryProgram(place.programs, exercise, solution, source(code.solution)));
    }
    const of = (all: readonly Tried[], key: 'openedMs' | 'routeMs' | 'verdictMs') =>
      median(all.map((tried) => tried[key] ?? Number.NaN));
    const figure = { unit: 'ms', better: 'lower' } as const;
    return [
      {
        name: '2.2: first edit to verdict, worker and compiler cold',
        value: of(first, 'verdictMs'),
        ...figure,
      },
      { name: '2.2: edit to verdict, median', value: of(worker, 'verdictMs'), budget: 300, ...figure },
      { name: '2.2: of it compiled and installed, median', value: of(worker, 'openedMs'), ...figure },
      { name: '2.2: of it the route, median', value: of(worker, 'routeMs'), ...figure },
      {
        name: '2.2: the route in the worker against Node',
        value: of(worker, 'routeMs') / of(node, 'routeMs'),
        unit: 'x',
        better: 'lower',
      },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
