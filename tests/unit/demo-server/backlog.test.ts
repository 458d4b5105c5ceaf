/** Many slow pages at once: what waits for all of them together is bounded, and counted as it is held. */
import { expect, test } from 'vitest';
import { Backlog } from '../../../demo-server/feed/backlog.ts';
import { type StreamedMessage, sseStream } from '../../../demo-server/feed/sse-stream.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const decoder = new TextDecoder();

/** What all pages of a session are sent is one message. */
function feed() {
  const subscribers = new Set<(message: StreamedMessage) => void>();
  let id = 0;
  return {
    subscribe(subscriber: (message: StreamedMessage) => void) {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    publish(type: string, json: string, spans: number) {
      const message = { id: ++id, type, json, spans };
      for (const subscriber of subscribers) subscriber(message);
    },
  };
}

function slowPages(sessions: number, pagesOfEach: number, maxBytes: number) {
  const clock = new FakeClock();
  const backlog = new Backlog(maxBytes);
  const bounds = { messages: 1_000, bytes: 1_000_000, backlog };
  const feeds = Array.from({ length: sessions }, feed);
  const readers = feeds.flatMap((one) =>
    Array.from({ length: pagesOfEach }, () =>
      sseStream((subscriber) => one.subscribe(subscriber), clock, bounds).getReader(),
    ),
  );
  return { backlog, feeds, readers };
}
const message = JSON.stringify('x'.repeat(1_000));

test('a message that waits for many pages is counted once', async () => {
  const { backlog, feeds, readers } = slowPages(1, 50, 1_000_000);
  for (let n = 0; n < 10; n++) feeds[0]?.publish('traces', message, 1);
  expect(backlog.bytes).toBeGreaterThan(10_000);
  expect(backlog.bytes).toBeLessThan(11_000);
  await Promise.all(readers.slice(1).map((reader) => reader.cancel()));
  expect(backlog.bytes).toBeGreaterThan(10_000);
  await readers[0]?.cancel();
  expect(backlog.bytes).toBe(0);
});

test('pages that read nothing hold no more than the bound together; one that reads goes on, and the rest is told its loss', async () => {
  const { backlog, feeds, readers } = slowPages(40, 1, 50_000);
  const [alive] = readers;
  let heard = '';
  for (let n = 0; n < 20; n++)
    for (const [at, one] of feeds.entries()) {
      one.publish('traces', message, 1);
      // One message each may go beyond it.
      expect(backlog.bytes).toBeLessThan(50_000 + 41 * 1_100);
      if (at === 0) heard += decoder.decode((await alive?.read())?.value);
    }
  expect(heard.match(/^event: traces$/gm)).toHaveLength(20);
  expect(heard).not.toContain('dropped');
  let last = '';
  for (let reads = 0; reads < 2; reads++) last += decoder.decode((await readers.at(-1)?.read())?.value);
  expect(last).toContain('"reason":"slow-subscriber"');
  await Promise.all(readers.map((reader) => reader.cancel()));
  expect(backlog.bytes).toBe(0);
});
