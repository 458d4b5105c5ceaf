/**
 * The demo server in the reader's browser: from nothing to the first answered request, with empty and with warm caches,
 * and what that transfers. Measured in a real Chromium on the built site.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright';
import type { WorkerManifest } from '../../demo-server/protocol.ts';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { bundleForPage } from '../../scripts/prove-in-browser.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { proofPlace } from '../../src/exercises/prove/proof-place.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import { bootWorker, runInWorker } from '../e2e/worker-run.ts';
import { type Tried, tryProgram } from '../support/try-program.ts';
import { type Bench, type Figure, median } from './bench.ts';

const EDITS = 20;
const COLD_BOOTS = 5;
const WARM_BOOTS_EACH = 3;

export const benches: readonly Bench[] = [
  { name: 'in browser: boot', run: boot },
  { name: 'in browser: programs', run: programs },
  { name: 'in browser: bytes', run: async () => bytes() },
];

const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });

async function boot(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const browser = await launch();
  try {
    const cold: number[] = [];
    const warm: number[] = [];
    for (let n = 0; n < COLD_BOOTS; n++) await bootsOf(browser, server.url, cold, warm);
    const figure = { unit: 'ms', better: 'lower' } as const;
    return [
      { name: 'worker boot to first answer, cold, median', value: median(cold), ...figure },
      { name: 'worker boot to first answer, warm, median', value: median(warm), budget: 1000, ...figure },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * From an edit of exercise 2.2 to its verdict, with the worker and the compiler warm as they are at the second run. 150 ms of
 * it are the quiet by which a run is known to be over. Each round is another text, so nothing is compiled before.
 */
async function programs(): Promise<readonly Figure[]> {
  const exercise = loadExercise('dev/n-plus-one');
  const { code, solution } = exercise;
  if (code === undefined) throw new Error('2.2 has no code');
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR, report: () => {} });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/worker/manifest.json`);
    await page.addScriptTag({ content: await bundleForPage('tests/e2e/programs-page.ts') });
    const place = proofPlace(streamingLiveServer(fetch, server.url), server.app.programs);
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

/** A fresh profile: its first boot is cold, those after it are warm. */
async function bootsOf(browser: Browser, url: string, cold: number[], warm: number[]): Promise<void> {
  const context = await browser.newContext();
  for (let n = 0; n <= WARM_BOOTS_EACH; n++) {
    const page = await context.newPage();
    await page.goto(url);
    (n === 0 ? cold : warm).push(await firstAnswer(page));
    await page.close();
  }
  await context.close();
}

async function firstAnswer(page: Page): Promise<number> {
  const startMs = performance.now();
  await bootWorker(page);
  const bootedMs = performance.now();
  const { answeredMs } = await runInWorker(page, [{ method: 'GET', path: '/buildings/1/units' }]);
  return bootedMs - startMs + answeredMs;
}

function bytes(): readonly Figure[] {
  const file = (name: string) => readFileSync(path.join(SITE_DIR, 'worker', name));
  const manifest = JSON.parse(file('manifest.json').toString()) as WorkerManifest;
  const figure = { unit: 'kB', better: 'lower' } as const;
  const script = gzipSync(file(manifest.script)).length / 1000;
  const files = Object.entries(manifest.files).map(([name, { bytes }]) => ({ name, kB: bytes / 1000 }));
  return [
    { name: 'worker script, gzipped', value: script, ...figure },
    ...files.map(({ name, kB }) => ({ name: `worker file ${name}, gzipped`, value: kB, ...figure })),
    {
      name: 'worker, all of it',
      value: script + files.reduce((sum, { kB }) => sum + kB, 0),
      ...figure,
    },
  ];
}
