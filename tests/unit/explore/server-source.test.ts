/** A server that stops while its page is open: the page is told, in words, and is told when it is back. */
import { expect, test } from 'vitest';
import { serverSource } from '../../../src/explore/source/server-source.ts';
import type { DemoServer, FeedListener } from '../../../src/server-client/port.ts';

function stoppedServer() {
  const listeners: FeedListener[] = [];
  const server = {
    mode: 'live',
    request: async () => {
      throw new TypeError('Failed to fetch');
    },
    feed: async (_: string, listener: FeedListener) => {
      listeners.push(listener);
      return () => undefined;
    },
  } as unknown as DemoServer;
  const tell = (type: 'lost' | 'back') => {
    for (const listener of listeners) listener({ type });
  };
  return { server, tell };
}

test('questions fail with words of ours, and not with those of the browser', async () => {
  const source = serverSource(stoppedServer().server, []);
  await expect(source.search('', new AbortController().signal)).rejects.toThrow(
    'The demo server does not answer.',
  );
  await expect(source.metrics()).rejects.toThrow('The demo server does not answer.');
});

test('a question that was given up is no trouble of the server', async () => {
  const source = serverSource(stoppedServer().server, []);
  const given = AbortSignal.abort();
  await expect(source.search('', given)).rejects.toThrow('Failed to fetch');
});

test('whoever looks is told that it is away, and that it is back with news', async () => {
  const { server, tell } = stoppedServer();
  const told: string[] = [];
  serverSource(server, []).subscribe(
    () => told.push('news'),
    (isReached) => told.push(isReached ? 'back' : 'away'),
  );
  tell('lost');
  tell('back');
  expect(told).toEqual(['away', 'back', 'news']);
});
