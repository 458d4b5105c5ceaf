/**
 * What pages cost that only stay open: 1,000 feeds on which nothing happens, of as many sessions as a server holds, and the
 * one page beside them that is clicked. Over real sockets; the pages are played by threads of their own.
 */
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { MAX_SESSIONS } from '../../demo-server/feed/sessions.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { type Bench, type Figure, median } from './bench.ts';
import type { ToPage } from './clicking-page.ts';

const FEEDS = 1_000;
const WARM_UP = 200;
const CLICKS = 100;
const ROUNDS = 4;

export const benches: readonly Bench[] = [{ name: 'idle feeds', run: idleFeeds }];

/** Alone and beside the others in turns, so that what disturbs the machine disturbs both. */
async function idleFeeds(): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0 });
  const page = new Worker(new URL('./clicking-page.ts', import.meta.url));
  await told(page, { feedUrl: `${server.url}/api/feed?session=bench-clicked` });
  await clicked(page, server, WARM_UP);
  // What the first feeds bring into memory is not theirs: code.
  await closeFeeds(server, await openFeeds(server));
  const aloneMs: number[] = [];
  const besideMs: number[] = [];
  const feedBytes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    aloneMs.push(...(await clicked(page, server, CLICKS)));
    const before = heldBytes();
    const feeds = await openFeeds(server);
    feedBytes.push((heldBytes() - before) / FEEDS);
    besideMs.push(...(await clicked(page, server, CLICKS)));
    await closeFeeds(server, feeds);
  }
  await page.terminate();
  await server.close();
  const about = `feed, ${FEEDS.toLocaleString('en')} idle`;
  return [
    { name: `${about}: memory of each`, value: median(feedBytes) / 1_000, unit: 'kB', better: 'lower' },
    {
      name: `${about}: click to its first span, median`,
      value: median(besideMs),
      unit: 'ms',
      better: 'lower',
    },
    {
      name: `${about}: click to its first span, beside them / alone`,
      value: median(besideMs) / median(aloneMs),
      unit: '×',
      better: 'lower',
      budget: 1.5,
    },
  ];
}

async function openFeeds({ url }: NodeServer): Promise<Worker> {
  const feeds = new Worker(new URL('./feed-readers.ts', import.meta.url));
  // One session is that of the page that is clicked.
  const urls = Array.from(
    { length: FEEDS },
    (_, n) => `${url}/api/feed?session=bench-idle-${n % (MAX_SESSIONS - 1)}`,
  );
  await told(feeds, { urls });
  return feeds;
}
async function closeFeeds({ app }: NodeServer, feeds: Worker): Promise<void> {
  await feeds.terminate();
  while (app.sessions.subscriberCount > 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

const clicked = (page: Worker, { url }: NodeServer, clicks: number): Promise<readonly number[]> => {
  const clickUrls = Array.from(
    { length: clicks },
    (_, n) => `${url}/api/building/units/${(n % 24) + 1}/devices`,
  );
  return told(page, { clickUrls } satisfies ToPage);
};
async function told<T>(thread: Worker, message: unknown): Promise<T> {
  thread.postMessage(message);
  const [answer] = (await once(thread, 'message')) as [T];
  return answer;
}

/** Of this thread, which is the server's: objects, and the buffers that they hold. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
