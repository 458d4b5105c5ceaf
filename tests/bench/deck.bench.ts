/**
 * How long the deck takes until something is painted, beside a chapter page of the same site. Each visit is a browser's first:
 * nothing is in its cache. How much it is sent, `.size-limit.ts` says.
 */
import type { Browser } from 'playwright';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import { type Bench, type Figure, median } from './bench.ts';

const VISITS = 7;

export const benches: readonly Bench[] = [{ name: 'deck: first paint', run: firstPaints }];

async function firstPaints(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const browser = await launchChromium();
  try {
    const deckMs: number[] = [];
    const chapterMs: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      deckMs.push(await firstPaintMs(browser, `${server.url}/present/`));
      chapterMs.push(await firstPaintMs(browser, `${server.url}/recap/`));
    }
    const ratio = median(deckMs) / median(chapterMs);
    const better = 'lower';
    return [
      { name: 'deck, first contentful paint', value: median(deckMs), unit: 'ms', better },
      {
        name: 'deck, first contentful paint, of a chapter page',
        value: ratio,
        unit: '×',
        better,
        budget: 1.5,
      },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

async function firstPaintMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const [paint] = list.getEntriesByName('first-contentful-paint');
            if (paint) resolve(paint.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
  } finally {
    await context.close();
  }
}
