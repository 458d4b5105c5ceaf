/** What a feed does about a connection that was closed: by fetch, and by the browser's `EventSource`. */
import { afterEach, expect, test, vi } from 'vitest';
import { eventSourceFeed, fetchFeed } from '../../../src/server-client/feed-source.ts';

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

/** Just enough of a browser's: what it was asked for, and what a test has it hear. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: FakeSource[] = [];
  readyState = 1;
  onerror = () => {};
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.opened.push(this);
  }
  tell(lastEventId: string) {
    this.dispatchEvent(new MessageEvent('traces', { data: '{}', lastEventId }));
  }
  refused() {
    this.readyState = FakeSource.CLOSED;
    this.onerror();
  }
  close() {}
}
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  FakeSource.opened.length = 0;
});

test('a browser that gave a line up, because a proxy refused it, goes on where it was', () => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeSource);
  const heard: string[] = [];
  const close = eventSourceFeed('/site')('/api/feed?session=mine', {
    opened: () => {},
    lost: () => heard.push('lost'),
    message: (_, id) => heard.push(id),
  });
  FakeSource.opened[0]?.refused();
  vi.runOnlyPendingTimers();
  FakeSource.opened[1]?.tell('7');
  FakeSource.opened[1]?.refused();
  vi.runOnlyPendingTimers();
  close();
  expect(heard).toEqual(['lost', '7', 'lost']);
  expect(FakeSource.opened.map(({ url }) => url)).toEqual([
    '/site/api/feed?session=mine',
    '/site/api/feed?session=mine',
    '/site/api/feed?session=mine&lastEventId=7',
  ]);
});
