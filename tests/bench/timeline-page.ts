/** The element alone on a page in a real Chromium, as it is built for pages of their own: nothing else beside it. */
import type { CDPSession, Page } from 'playwright';
import { bundleElement } from '../../scripts/build-element.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import { installKit } from './timeline-kit.ts';

const ORIGIN = 'http://timeline.test';
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Timeline</title><trace-timeline></trace-timeline>
<script type="module" src="/trace-timeline.js"></script></html>`;

/** All modules of the element by name. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const modules = (await bundleElement()).filter(({ path: file }) => file.endsWith('.js'));
  return new Map(modules.map(({ path: file, text }) => [`/${file}`, text]));
}

/** Runs `work` on a fresh page of a fresh browser; `heapBytes` is what the page has above the empty one. */
export async function onTimelinePage<Result>(
  work: (page: Page, heapMB: () => Promise<number>) => Promise<Result>,
): Promise<Result> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(300_000);
    const texts = await bundle();
    await page.route(`${ORIGIN}/**`, (route) => {
      const script = texts.get(new URL(route.request().url()).pathname);
      return script === undefined
        ? route.fulfill({ contentType: 'text/html', body: PAGE })
        : route.fulfill({ contentType: 'text/javascript', body: script });
    });
    await page.addInitScript(installKit);
    await page.goto(ORIGIN);
    await page.waitForFunction(() => customElements.get('trace-timeline') !== undefined);
    const cdp = await page.context().newCDPSession(page);
    const emptyBytes = await heapBytes(cdp);
    return await work(page, async () => ((await heapBytes(cdp)) - emptyBytes) / 1e6);
  } finally {
    await browser.close();
  }
}

/** Objects, and the columns, which lie outside the heap of objects. */
async function heapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}
