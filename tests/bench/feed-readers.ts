/**
 * A thread that plays many pages: it opens the feeds it is told to and counts the spans that arrive, so that reading
 * does not take time from the server it reads from.
 *
 *   in: { urls } | 'count'       out: 'open' | { spans, dropped }
 */
import { get } from 'node:http';
import { parentPort } from 'node:worker_threads';

const SPAN = Buffer.from('"spanId"');
const DROPPED = Buffer.from('event: dropped');
let spans = 0;
let dropped = 0;

/** Occurrences of the mark, also across chunks: the end of each chunk is looked at again with the next. */
function counter(mark: Buffer): (chunk: Buffer) => number {
  let tail = Buffer.alloc(0);
  return (chunk) => {
    const all = Buffer.concat([tail, chunk]);
    let found = 0;
    for (let at = all.indexOf(mark); at >= 0; at = all.indexOf(mark, at + mark.length)) found++;
    tail = all.subarray(Math.max(0, all.length - mark.length + 1));
    return found;
  };
}

function open(url: string): Promise<void> {
  const countSpans = counter(SPAN);
  const countDropped = counter(DROPPED);
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.on('data', (chunk: Buffer) => {
        resolve();
        spans += countSpans(chunk);
        dropped += countDropped(chunk);
      });
      response.on('error', () => {});
    }).on('error', reject);
  });
}

parentPort?.on('message', async (message: 'count' | { readonly urls: readonly string[] }) => {
  if (message !== 'count') {
    await Promise.all(message.urls.map(open));
    parentPort?.postMessage('open');
    return;
  }
  parentPort?.postMessage({ spans, dropped });
});
