/**
 * What a person waits for, measured in a real Chromium on the built site and the real server: from the click on Run to
 * the first span drawn, and from the end of the last span to the frame that shows it. Both clocks are of this machine;
 * the page's is mapped to the epoch by `performance.timeOrigin`.
 */
import type { Page } from 'playwright';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { launchChromium } from '../../scripts/launch-chromium.ts';
import { type Bench, type Figure, median, quantile } from './bench.ts';

const RUNS = 30;
const EXERCISE = 'section[data-exercise="recap/purpose"]';

interface Sample {
  readonly clickToFirstMs: number;
  readonly lastEndToDrawnMs: number;
}

export const benches: readonly Bench[] = [{ name: 'page: click to drawn', run: clickToDrawn }];

async function clickToDrawn(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/recap/`);
    await page.locator(EXERCISE).scrollIntoViewIfNeeded();
    await page.locator(`${EXERCISE}[data-server="live"] input`).first().check();
    await once(page); // loads the timeline; not counted
    const samples: Sample[] = [];
    for (let run = 0; run < RUNS; run++) samples.push(await once(page));
    return [
      ...both(
        'click to first span drawn',
        samples.map(({ clickToFirstMs }) => clickToFirstMs),
      ),
      ...both(
        'last span end to drawn',
        samples.map(({ lastEndToDrawnMs }) => lastEndToDrawnMs),
        33,
      ),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

function both(name: string, samples: readonly number[], budget?: number): Figure[] {
  const figure = { unit: 'ms', better: 'lower', ...(budget !== undefined && { budget }) } as const;
  return [
    { name: `${name}, median`, value: median(samples), ...figure },
    { name: `${name}, p95`, value: quantile(samples, 0.95), ...figure },
  ];
}

/** One run of the exercise, timed inside the page by the timeline's own `drawn` events. */
function once(page: Page): Promise<Sample> {
  return page.evaluate(async (selector) => {
    interface Drawn {
      readonly spanCount: number;
      readonly atMs: number;
    }
    interface Timeline extends HTMLElement {
      readonly table: {
        readonly spanCount: number;
        readonly originUnixNano: bigint;
        readonly columns: { readonly endNs: Float64Array };
      };
    }
    const card = document.querySelector(selector) as HTMLElement;
    const button = [...card.querySelectorAll('button')].find(({ textContent }) =>
      textContent?.startsWith('Run'),
    ) as HTMLButtonElement;
    const drawn: Drawn[] = [];
    const listen = (event: Event) => drawn.push((event as CustomEvent<Drawn>).detail);
    // The timeline may be made anew for each run, and its event does not leave the card.
    card.addEventListener('drawn', listen, true);
    const clickedMs = performance.now();
    button.click();
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (card.dataset['state'] === 'running') return;
        observer.disconnect();
        resolve();
      });
      observer.observe(card, { attributes: true, attributeFilter: ['data-state'] });
    });
    card.removeEventListener('drawn', listen, true);
    const { table } = card.querySelector('trace-timeline') as Timeline;
    const lastEndNs = Math.max(
      ...table.columns.endNs.subarray(0, table.spanCount).filter((end) => !Number.isNaN(end)),
    );
    const lastEndMs = Number(table.originUnixNano / 1000n) / 1e3 + lastEndNs / 1e6 - performance.timeOrigin;
    const first = drawn.find(({ spanCount }) => spanCount > 0);
    const last = drawn.find(({ spanCount, atMs }) => spanCount === table.spanCount && atMs >= lastEndMs);
    if (!first || !last)
      throw new Error(`the timeline reported ${drawn.length} frames, but not the first and last span`);
    return { clickToFirstMs: first.atMs - clickedMs, lastEndToDrawnMs: last.atMs - lastEndMs };
  }, EXERCISE);
}
