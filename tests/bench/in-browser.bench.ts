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
import { bootWorker, runInWorker } from '../e2e/worker-run.ts';
import { type Bench, type Figure, median } from './bench.ts';

const COLD_BOOTS = 5;
const WARM_BOOTS_EACH = 3;

export const benches: readonly Bench[] = [
  { name: 'in browser: boot', run: boot },
  { name: 'in browser: bytes', run: async () => bytes() },
];

async function boot(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const browser = await chromium.launch({
    ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
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
