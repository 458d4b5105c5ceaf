import { describe, expect, test } from 'vitest';
import type { FeedSourceEvents } from '../../../src/server-client/feed-source.ts';
import { liveServer } from '../../../src/server-client/live.ts';

function fakeLine() {
  const opened: { path: string; events: FeedSourceEvents; closed: boolean }[] = [];
  const server = liveServer({
    fetch: async () => new Response('{}'),
    openFeed: (path, events) => {
      const line = { path, events, closed: false };
      opened.push(line);
      return () => {
        line.closed = true;
      };
    },
  });
  return { server, opened };
}

/** With a feed that stands: what it is told, by type. */
async function fakeFeed() {
  const { server, opened } = fakeLine();
  const heard: string[] = [];
  const feed = server.feed('session-1', ({ type }) => heard.push(type));
  opened[0]?.events.opened();
  await feed;
  return { opened, heard };
}

describe('the live server', () => {
  test('is not reached when only a proxy answers; its own errors are answers', async () => {
    const answering = (response: Response) =>
      liveServer({ fetch: async () => response, openFeed: () => () => {} }).request('/api/health');
    await expect(answering(new Response('Bad gateway', { status: 502 }))).rejects.toThrow('502');
    await expect(answering(Response.json({ error: {} }, { status: 502 }))).resolves.toHaveProperty(
      'status',
      502,
    );
    await expect(answering(new Response('no page', { status: 404 }))).resolves.toHaveProperty('status', 404);
  });
  test('opens one event stream for all who listen to a session, and closes it with the last', async () => {
    const { server, opened } = fakeLine();
    const heard: string[] = [];
    const first = server.feed('session-1', ({ type }) => heard.push(`first ${type}`));
    const second = server.feed('session-1', ({ type }) => heard.push(`second ${type}`));
    opened[0]?.events.opened();
    const [stopFirst, stopSecond] = await Promise.all([first, second]);
    opened[0]?.events.message('logs', '1', '{}');
    stopFirst();
    stopFirst();
    opened[0]?.events.message('traces', '2', '{}');
    expect(opened[0]?.closed).toBe(false);
    stopSecond();
    expect(opened).toHaveLength(1);
    expect(opened[0]?.closed).toBe(true);
    expect(heard).toEqual(['first logs', 'second logs', 'second traces']);
  });

  test('tells the page of news about the replicas, once for each', async () => {
    let news = 0;
    let tell: FeedSourceEvents | undefined;
    const server = liveServer({
      fetch: async () => new Response('{}'),
      openFeed: (_, events) => {
        tell = events;
        return () => {};
      },
      onExchange: () => news++,
    });
    void server.feed('session-1', () => {});
    void server.feed('session-1', () => {});
    tell?.message('exchange', '7', '{"state":"interrupted","sinceUnixMs":1}');
    tell?.message('traces', '8', '{}');
    expect(news).toBe(1);
  });

  test('says when the line is lost and when it is back', async () => {
    const { opened, heard } = await fakeFeed();
    opened[0]?.events.lost();
    opened[0]?.events.lost();
    opened[0]?.events.opened();
    expect(heard).toEqual(['lost', 'back']);
  });

  test('refuses a feed that cannot be opened, and lets go of it', async () => {
    const { server, opened } = fakeLine();
    const feed = server.feed('session-1', () => {});
    opened[0]?.events.lost();
    await expect(feed).rejects.toThrow('/api/feed');
    expect(opened[0]?.closed).toBe(true);
  });

  test('passes over what is no message of the protocol', async () => {
    const { opened, heard } = await fakeFeed();
    opened[0]?.events.message('traces', '1', 'not json');
    opened[0]?.events.message('from-the-future', '2', '{}');
    expect(heard).toEqual([]);
  });

  test('sends nothing outside of the API', async () => {
    const { server } = fakeLine();
    await expect(server.request('/etc/passwd')).rejects.toThrow('/api/');
  });
});
