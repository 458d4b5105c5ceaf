/**
 * What opening the deck costs before the first key, beside a chapter page of the same site: until something is painted,
 * and over the wire. Each visit is a browser's first: nothing is in its cache.
 */
import type { Browser } from 'playwright';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import { type Bench, type Figure, median } from './bench.ts';

const VISITS = 7;

interface Visit {
  readonly firstPaintMs: number;
  readonly bytes: number;
}

export const benches: readonly Bench[] = [{ name: 'deck: first paint and bytes', run: firstVisits }];

async function firstVisits(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const browser = await launchChromium();
  try {
    const deck: Visit[] = [];
    const chapter: Visit[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      deck.push(await firstVisit(browser, `${server.url}/present/`));
      chapter.push(await firstVisit(browser, `${server.url}/recap/`));
    }
    const paintMs = (visits: readonly Visit[]) => median(visits.map(({ firstPaintMs }) => firstPaintMs));
    const kilobytes = (visits: readonly Visit[]) => median(visits.map(({ bytes }) => bytes)) / 1e3;
    return [
      lower('deck, first contentful paint', paintMs(deck), 'ms'),
      lower('deck, first contentful paint, of a chapter page', paintMs(deck) / paintMs(chapter), '×', 1.5),
      lower('deck, bytes before the first key', kilobytes(deck), 'kB'),
      lower(
        'deck, bytes before the first key, of a chapter page',
        kilobytes(deck) / kilobytes(chapter),
        '×',
        2,
      ),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

const lower = (name: string, value: number, unit: string, budget?: number): Figure => ({
  name,
  value,
  unit,
  better: 'lower',
  ...(budget !== undefined && { budget }),
});

async function firstVisit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    return await page.evaluate(async () => {
      const firstPaintMs = await new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const [paint] = list.getEntriesByName('first-contentful-paint');
          if (paint) resolve(paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      });
      const entries = [
        ...performance.getEntriesByType('navigation'),
        ...performance.getEntriesByType('resource'),
      ] as PerformanceResourceTiming[];
      const files = entries.filter(({ name }) => !/\/(api|v1)\//.test(name));
      return { firstPaintMs, bytes: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
    });
  } finally {
    await context.close();
  }
}
