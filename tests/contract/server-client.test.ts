/**
 * What every place a demo server may run in has to do, asked through the port. Here: over HTTP, inside the process, by
 * the messages of a worker, and as a recording; the worker itself is tried in a browser, by the end-to-end tests.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeApp, startNodeServer } from '../../demo-server/runtime/node.ts';
import { servePage } from '../../demo-server/runtime/worker/serve-page.ts';
import { systemClock } from '../../src/exercises/run/clock.ts';
import { connect } from '../../src/server-client/connect.ts';
import { inBrowserServer } from '../../src/server-client/in-browser.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';
import type { DemoServer, FeedListener } from '../../src/server-client/port.ts';
import { recorderOf } from '../../src/server-client/recorder.ts';
import { noParts } from '../support/no-parts.ts';
import { replaying } from '../support/replaying.ts';

interface Place {
  readonly name: string;
  open(): Promise<{ readonly server: DemoServer; close(): Promise<void> }>;
  /** A recording only remembers: it has no health to ask for, and knows no nonsense from what it never heard. */
  readonly onlyRemembers?: boolean;
}
const PLACES: readonly Place[] = [
  {
    name: 'live, over HTTP',
    async open() {
      const node = await startNodeServer({ port: 0 });
      return { server: streamingLiveServer(fetch, node.url), close: () => node.close() };
    },
  },
  {
    name: 'live, in this process',
    async open() {
      const app = await createNodeApp();
      const server = streamingLiveServer((request) => app.fetch(request), 'http://demo.test');
      return { server, close: () => app.close() };
    },
  },
  {
    name: 'in the browser, by messages',
    async open() {
      const app = await createNodeApp();
      const server = inBrowserServer({
        origin: 'http://demo.test',
        open: async (events) => {
          // A structured copy and a turn of the event loop each way, as between a page and its worker.
          const { port1, port2 } = new MessageChannel();
          const receive = servePage(
            (message, transfer = []) => port2.postMessage(message, [...transfer]),
            async () => app,
          );
          port2.onmessage = ({ data }) => receive(data);
          port1.onmessage = ({ data }) => events.message(data);
          return {
            line: {
              post: (message, transfer = []) => port1.postMessage(message, [...transfer]),
              end: () => port1.close(),
            },
            parts: noParts(),
          };
        },
      });
      return { server, close: () => app.close() };
    },
  },
  {
    name: 'as a recording',
    onlyRemembers: true,
    async open() {
      const app = await createNodeApp();
      const live = streamingLiveServer((request) => app.fetch(request), 'http://demo.test');
      const recorder = recorderOf(live, systemClock.unixNano);
      await heartbeat(recorder.server, 'to-be-recorded', 'recorded-run');
      await app.close();
      const traffic = recorder.recorded();
      if (traffic === undefined) throw new Error('nothing was recorded');
      return { server: replaying('a heartbeat', traffic), close: async () => {} };
    },
  },
];

type FeedEvent = Parameters<FeedListener>[0];
const headers = (session: string, run: string) => ({
  'content-type': 'application/json',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  baggage: `session.id=${session},bldg.run.id=${run}`,
});

/** Sends a heartbeat and collects the feed until the run has settled. */
async function heartbeat(server: DemoServer, session: string, run: string): Promise<FeedEvent[]> {
  const events: FeedEvent[] = [];
  let onSettled = () => {};
  const settled = new Promise<void>((resolve) => {
    onSettled = resolve;
  });
  const stop = await server.feed(session, (event) => {
    events.push(event);
    if (event.type === 'settled' && event.data.runId === run) onSettled();
  });
  const response = await server.request('/api/building/devices/1/heartbeat', {
    method: 'POST',
    headers: headers(session, run),
    body: '{}',
  });
  expect(response.status).toBe(200);
  await settled;
  stop();
  return events;
}

describe.each(PLACES)('a demo server $name', ({ open, onlyRemembers = false }) => {
  let place: Awaited<ReturnType<Place['open']>>;
  beforeAll(async () => {
    place = await open();
  });
  afterAll(() => place.close());

  // The page asks for health where something may be down; a recording is never asked.
  test.skipIf(onlyRemembers)('is healthy', async () => {
    expect((await connect(place.server)).type).toBe('connected');
  });

  test('feeds a run from its first open span to its end, and settles it', async () => {
    const events = await heartbeat(place.server, 'contract-1', 'run-1');
    const types = new Set(events.map(({ type }) => type));
    expect(types).toContain('spans-started');
    expect(types).toContain('traces');
    expect(events.at(-1)).toMatchObject({ type: 'settled', data: { runId: 'run-1', verdict: 'settled' } });
  });

  test('numbers its messages upwards', async () => {
    const events = await heartbeat(place.server, 'contract-2', 'run-1');
    const ids = events.flatMap((event) => ('id' in event ? [event.id] : []));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows a session nothing of another', async () => {
    const strangers: FeedEvent[] = [];
    const stop = await place.server.feed('contract-3', (event) => strangers.push(event));
    await heartbeat(place.server, 'contract-4', 'run-1');
    stop();
    expect(strangers).toEqual([]);
  });

  test('answers nonsense with what is wrong and what to do', async () => {
    const response = await place.server.request('/api/building/devices/1/heartbeat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"battery":"full"}',
    });
    expect(response.status).toBe(onlyRemembers ? 501 : 400);
    const body: unknown = await response.json();
    expect(body).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
  });
});

test('a server that is not there is told apart, with what to do', async () => {
  const nobody = streamingLiveServer(() => Promise.reject(new TypeError('refused')), 'http://demo.test');
  expect(await connect(nobody)).toMatchObject({
    type: 'unreachable',
    message: expect.stringContaining('npm start'),
  });
});
