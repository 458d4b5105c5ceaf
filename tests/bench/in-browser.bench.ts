/**
 * The demo server in the reader's browser: from nothing to the first answered request, with empty and with warm caches,
 * and what that transfers. Measured in a real Chromium on the built site.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright';
import type { WorkerManifest } from '../../demo-server/protocol.ts';
import { buildSite, SITE_DIR } from '../../scripts/build-steps.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import { startStaticHost } from '../../scripts/static-host.ts';
import { STATIC_BASE, STATIC_PLACE } from '../../scripts/static-site.ts';
import { bootWorker, runInWorker } from '../e2e/worker-run.ts';
import { type Bench, type Figure, median } from './bench.ts';

const COLD_BOOTS = 5;
const WARM_BOOTS_EACH = 3;

export const benches: readonly Bench[] = [
  { name: 'in browser: boot', run: () => onStaticSite(boot) },
  { name: 'in browser: first exercise', run: () => onStaticSite(firstExercise) },
  { name: 'in browser: bytes', run: async () => bytes() },
];

interface Place {
  readonly browser: Browser;
  /** By the name under which nothing is kept, and by the one under which everything is. */
  readonly url: string;
  readonly keptUrl: string;
}

async function onStaticSite(measure: (place: Place) => Promise<readonly Figure[]>) {
  await buildSite(STATIC_PLACE);
  const host = { siteDir: STATIC_PLACE.dir, base: STATIC_BASE, host: '127.0.0.1', port: 0 };
  const { port, close } = await startStaticHost(host);
  const browser = await launchChromium();
  try {
    return await measure({
      browser,
      url: `http://127.0.0.1:${port}${STATIC_BASE}`,
      keptUrl: `http://workshop.localhost:${port}${STATIC_BASE}`,
    });
  } finally {
    await browser.close();
    await close();
  }
}

async function boot({ browser, url, keptUrl }: Place): Promise<readonly Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let n = 0; n < COLD_BOOTS; n++) {
    const context = await browser.newContext();
    cold.push(await firstAnswer(context, url));
    for (let again = 0; again < WARM_BOOTS_EACH; again++) warm.push(await firstAnswer(context, url));
    await context.close();
  }
  const kept: number[] = [];
  const context = await browser.newContext();
  const visit = await context.newPage();
  await visit.goto(keptUrl);
  await visit.getByText('Available offline.').waitFor();
  await visit.close();
  for (let n = 0; n < COLD_BOOTS * WARM_BOOTS_EACH; n++) kept.push(await firstAnswer(context, keptUrl));
  await context.close();
  const figure = { unit: 'ms', better: 'lower' } as const;
  return [
    { name: 'worker boot to first answer, cold, median', value: median(cold), ...figure },
    { name: 'worker boot to first answer, warm, median', value: median(warm), budget: 1000, ...figure },
    { name: 'worker boot to first answer, service worker, median', value: median(kept), ...figure },
  ];
}

/** On the page that does nothing else meanwhile. */
async function firstAnswer(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(`${url}404.html`, { waitUntil: 'networkidle' });
  const startMs = performance.now();
  await bootWorker(page, url);
  const bootedMs = performance.now();
  const { answeredMs } = await runInWorker(page, [{ method: 'GET', path: '/buildings/1/units' }]);
  await page.close();
  return bootedMs - startMs + answeredMs;
}

/** What a first visit to a chapter and the first run there transfer from a host that compresses text. */
async function firstExercise({ browser, url }: Place): Promise<readonly Figure[]> {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('response', (response) => response.ok() && asked.push(response.url()));
  await page.goto(`${url}dev/`, { waitUntil: 'networkidle' });
  const ofPage = [...asked];
  await runFirstExercise(page);
  const ofRun = asked.slice(ofPage.length);
  await page.close();
  const figure = { unit: 'kB', better: 'lower' } as const;
  const kind = (address: string) => /\.(js|css|woff2)$/.exec(address)?.[1] ?? 'HTML and the rest';
  const kinds = [...new Set(ofPage.map(kind))];
  return [
    ...kinds.map((name) => ({
      name: `first exercise, the page: ${name}`,
      value: sum(ofPage.filter((address) => kind(address) === name).map(transferredKB)),
      ...figure,
    })),
    ...ofRun.map((address) => ({
      name: `first exercise, the run: ${address.slice(url.length)}`,
      value: transferredKB(address),
      ...figure,
    })),
    { name: 'first exercise, all of it', value: sum(asked.map(transferredKB)), ...figure },
  ];

  function transferredKB(address: string): number {
    if (!address.startsWith(url)) return 0;
    const name = new URL(address).pathname.slice(STATIC_BASE.length);
    const content = readFileSync(path.join(STATIC_PLACE.dir, name.replace(/(^|\/)$/, '$1index.html')));
    return (/\.(woff2|bin)$/.test(name) ? content : gzipSync(content)).length / 1000;
  }
}

async function runFirstExercise(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'In your browser' }).click();
  await page.getByRole('button', { name: 'Fetch it now' }).click();
  await page.locator('[data-server-mode][data-shape="filled"]').waitFor();
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

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
      value: script + sum(files.map(({ kB }) => kB)),
      ...figure,
    },
  ];
}
