/**
 * A thread that plays the page of one session: it watches the feed, clicks, and takes the time from the click to the first
 * span of it that the page is shown.
 *
 *   in: { feedUrl } --> 'open'       { clickUrls } --> number[], milliseconds a click, one after the other
 */
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { parentPort } from 'node:worker_threads';

export type ToPage = { readonly feedUrl: string } | { readonly clickUrls: readonly string[] };

let session = '';
let awaited = { traceId: '', shown: () => {} };

function watch(feedUrl: string): Promise<void> {
  session = new URL(feedUrl).searchParams.get('session') ?? '';
  let rest = '';
  return new Promise((resolve, reject) => {
    get(feedUrl, { agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        resolve();
        const events = (rest + chunk).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) if (event.includes(awaited.traceId)) awaited.shown();
      });
      response.on('error', () => {});
    }).on('error', reject);
  });
}

async function click(url: string): Promise<number> {
  const traceId = randomBytes(16).toString('hex');
  const shownMs = new Promise<number>((resolve) => {
    awaited = { traceId, shown: () => resolve(performance.now()) };
  });
  const startMs = performance.now();
  const answer = await fetch(url, {
    headers: { baggage: `session.id=${session}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });
  await answer.arrayBuffer();
  return (await shownMs) - startMs;
}

parentPort?.on('message', async (message: ToPage) => {
  if ('feedUrl' in message) {
    await watch(message.feedUrl);
    parentPort?.postMessage('open');
    return;
  }
  const clicksMs: number[] = [];
  for (const url of message.clickUrls) clicksMs.push(await click(url));
  parentPort?.postMessage(clicksMs);
});
