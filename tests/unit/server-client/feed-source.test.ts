/** A feed that is read by fetch: what it does about a connection that was closed while nobody looked. */
import { expect, test } from 'vitest';
import { fetchFeed } from '../../../src/server-client/feed-source.ts';

/** What a reader hears first of a server whose first attempts fail like this. */
function firstHeard(failures: readonly Error[]): Promise<string> {
  const left = [...failures];
  const feed = fetchFeed(async () => {
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return new Response(new ReadableStream());
  });
  return new Promise((resolve) => {
    const hear = (what: string) => () => {
      queueMicrotask(() => close());
      resolve(what);
    };
    const close = feed('/api/feed', { opened: hear('opened'), lost: hear('lost'), message: () => {} });
  });
}

const stale = new TypeError('fetch failed');

test('a connection that went stale is opened anew, and nobody hears of it', async () => {
  expect(await firstHeard([stale])).toBe('opened');
});
test('a server that is not there is lost', async () => {
  expect(await firstHeard([stale, stale])).toBe('lost');
  expect(await firstHeard([new Error('the feed answered 503')])).toBe('lost');
});
