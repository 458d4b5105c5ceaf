import { describe, expect, test } from 'vitest';
import type { PageMessage } from '../../../demo-server/protocol.ts';
import { type BootState, inBrowserServer, type WorkerEvents } from '../../../src/server-client/in-browser.ts';
import { noParts } from '../../support/no-parts.ts';

function fakeWorker(fetched: () => Promise<void> = async () => {}) {
  const opened: { events: WorkerEvents; said: PageMessage[]; ended: boolean }[] = [];
  const server = inBrowserServer({
    origin: 'http://demo.test',
    async open(events) {
      const worker = { events, said: [] as PageMessage[], ended: false };
      opened.push(worker);
      await fetched();
      return {
        line: {
          post: (message) => void worker.said.push(message),
          end() {
            worker.ended = true;
          },
        },
        parts: noParts(),
      };
    },
  });
  const boots: BootState['type'][] = [];
  server.subscribeBoot(({ type }) => boots.push(type));
  return { server, opened, boots };
}
/** Reading a request's body takes turns of the event loop. */
const idle = () => new Promise((resolve) => setImmediate(resolve));

describe('the server in the browser', () => {
  test('sleeps until somebody asks, and is started once', async () => {
    const { server, opened, boots } = fakeWorker();
    expect(opened).toHaveLength(0);
    const first = server.prepare();
    const second = server.prepare();
    await idle();
    expect(opened.map(({ said }) => said.map(({ type }) => type))).toEqual([['boot']]);
    opened[0]?.events.fetching(3, 30);
    opened[0]?.events.message({ type: 'starting' });
    opened[0]?.events.message({ type: 'ready' });
    await Promise.all([first, second]);
    expect(boots).toEqual(['asleep', 'fetching', 'fetching', 'starting', 'ready']);
  });

  test('a boot that failed says why, and the next who asks starts another', async () => {
    const { server, opened, boots } = fakeWorker();
    const asked = server.request('/api/health');
    await idle();
    opened[0]?.events.message({ type: 'failed', reason: 'no space' });
    await expect(asked).rejects.toThrow('no space');
    expect(opened[0]?.ended).toBe(true);
    const again = server.prepare();
    await idle();
    opened[1]?.events.message({ type: 'ready' });
    await again;
    expect(boots).toEqual(['asleep', 'fetching', 'failed', 'fetching', 'ready']);
  });

  test('a script that cannot be loaded fails the boot; an error afterwards ends nothing', async () => {
    const { server, opened } = fakeWorker();
    const asked = server.prepare();
    await idle();
    opened[0]?.events.broken('not found');
    await expect(asked).rejects.toThrow('not found');
    const again = server.prepare();
    await idle();
    opened[1]?.events.message({ type: 'ready' });
    await again;
    opened[1]?.events.broken('one request threw');
    expect(opened[1]?.ended).toBe(false);
  });

  test('a request that is given up rejects, and the worker is told', async () => {
    const { server, opened } = fakeWorker();
    const abort = new AbortController();
    const asked = server.request('/api/building/stream', { signal: abort.signal });
    await idle();
    opened[0]?.events.message({ type: 'ready' });
    await idle();
    abort.abort();
    await expect(asked).rejects.toThrow(/abort/i);
    expect(opened[0]?.said.map(({ type }) => type)).toEqual(['boot', 'request', 'cancel']);
  });

  test('what becomes of a worker that was given up while it started is nothing to the next', async () => {
    const refusals: ((reason: Error) => void)[] = [];
    const { server, boots, opened } = fakeWorker(() =>
      refusals.length === 0 ? new Promise((_, reject) => refusals.push(reject)) : Promise.resolve(),
    );
    const given = server.prepare();
    server.end(new Error('not needed any more'));
    await expect(given).rejects.toThrow('not needed');
    const again = server.prepare();
    opened[0]?.events.broken('its script could not be loaded');
    opened[0]?.events.message({ type: 'failed', reason: 'no space' });
    refusals[0]?.(new Error('the files could not be fetched'));
    await idle();
    opened[1]?.events.message({ type: 'ready' });
    await again;
    expect(boots).toEqual(['asleep', 'fetching', 'asleep', 'fetching', 'ready']);
    expect(opened[1]?.ended).toBe(false);
  });

  test('keeps to the paths of the demo server', async () => {
    const { server, opened } = fakeWorker();
    await expect(server.request('/elsewhere')).rejects.toThrow('/api/');
    expect(opened).toHaveLength(0);
  });
});
