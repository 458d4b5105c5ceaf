import { describe, expect, test } from 'vitest';
import type { FeedListener } from '../../../src/server-client/port.ts';
import { type RecordingsPorts, recordedServer } from '../../../src/server-client/recorded.ts';
import type { RecordedExchange, Recording } from '../../../src/server-client/recording.ts';
import { requestKey } from '../../../src/server-client/recording.ts';
import { entryOf, recordingOf } from '../../support/replaying.ts';

const ORIGIN = 1_700_000_000_000_000_000n;
const NOW = 1_800_000_000_000_000_000n;
const MS = 1_000_000n;
const identity = {
  traceId: 'a'.repeat(32),
  rootSpanId: 'b'.repeat(16),
  runId: 'c'.repeat(16),
  session: 'recorded-session',
};
const exchange = (atMs: number, key: string, changes: Partial<RecordedExchange> = {}): RecordedExchange => ({
  key,
  traced: true,
  sentUnixNano: String(ORIGIN + BigInt(atMs) * MS),
  durationMs: 5,
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify({ answered: key }),
  ...changes,
});
const spanAt = (atMs: number, name: string): Recording['feed'][number] => ({
  atUnixNano: String(ORIGIN + BigInt(atMs) * MS),
  type: 'traces',
  data: {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: identity.traceId,
                spanId: 'd'.repeat(16),
                parentSpanId: identity.rootSpanId,
                name,
                startTimeUnixNano: String(ORIGIN + BigInt(atMs) * MS),
                endTimeUnixNano: String(ORIGIN + BigInt(atMs + 1) * MS),
                attributes: [{ key: 'bldg.run.id', value: { stringValue: identity.runId } }],
              },
            ],
          },
        ],
      },
    ],
  },
});
const ONE = recordingOf('one', {
  identity,
  exchanges: [
    exchange(0, 'GET /api/reference', { traced: false }),
    exchange(10, 'POST /api/first {"a":1,"b":2}'),
    exchange(50, 'GET /api/second'),
  ],
  feed: [spanAt(12, 'early'), spanAt(48, 'between'), spanAt(60, 'late')],
});
const OTHER = recordingOf('other', {
  identity,
  exchanges: [
    exchange(0, 'POST /api/first {"a":1,"b":2}'),
    exchange(9, 'GET /api/third', { status: 204, body: '' }),
  ],
  feed: [],
});

/** Time stands until `pass` is called. */
function replay(recordings: readonly Recording[] = [ONE, OTHER]) {
  const timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  const clock: RecordingsPorts['clock'] = {
    unixNano: () => NOW + BigInt(nowMs) * MS,
    after: (ms, callback) => void timers.push({ atMs: nowMs + ms, callback }),
  };
  const loaded: string[] = [];
  const server = recordedServer({
    index: async () => ({ recordings: recordings.map(entryOf) }),
    async load(file) {
      loaded.push(file);
      return recordings.find(({ of }) => of === file) as Recording;
    },
    clock,
  });
  async function pass(ms: number) {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    nowMs += ms;
    timers.sort((a, b) => a.atMs - b.atMs);
    while ((timers[0]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs) timers.shift()?.callback();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  return { server, pass, loaded };
}
const asking = (run: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: {
    traceparent: `00-${run.padEnd(32, '1')}-${'2'.repeat(16)}-01`,
    baggage: `session.id=${run},bldg.run.id=run-of-${run}`,
  },
});
const FIRST = { method: 'POST', body: '{"b":2,"a":1}' };

function hearing() {
  const heard: string[] = [];
  const spans: Record<string, unknown>[] = [];
  const listener: FeedListener = (event) => {
    if (event.type !== 'traces') return;
    const span = event.data.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0];
    heard.push(span?.name ?? '');
    spans.push({ ...span });
  };
  return { heard, spans, listener };
}

describe('a recorded server', () => {
  test('answers what was recorded, after as long as it took', async () => {
    const { server, pass } = replay();
    let status = 0;
    void server.request('/api/first', asking('x', FIRST)).then((response) => {
      status = response.status;
    });
    await pass(4);
    expect(status).toBe(0);
    await pass(1);
    expect(status).toBe(200);
  });

  test('plays the feed at its pace, and waits for the next request where the run did', async () => {
    const { server, pass } = replay();
    const { heard, listener } = hearing();
    await server.feed('x', listener);
    void server.request('/api/first', asking('x', FIRST));
    await pass(2);
    expect(heard).toEqual(['early']);
    await pass(1_000);
    expect(heard).toEqual(['early', 'between']);
    void server.request('/api/second', asking('x'));
    await pass(10);
    expect(heard).toEqual(['early', 'between', 'late']);
  });

  test('puts the ids and the time of who asks into the telemetry, and changes nothing else', async () => {
    const { server, pass } = replay();
    const { spans, listener } = hearing();
    await server.feed('x', listener);
    void server.request('/api/first', asking('x', FIRST));
    await pass(2);
    expect(spans[0]).toMatchObject({
      traceId: 'x'.padEnd(32, '1'),
      parentSpanId: '2'.repeat(16),
      spanId: 'd'.repeat(16),
      name: 'early',
      startTimeUnixNano: String(NOW + 2n * MS),
      endTimeUnixNano: String(NOW + 3n * MS),
      attributes: [{ key: 'bldg.run.id', value: { stringValue: 'run-of-x' } }],
    });
  });

  test('follows the recording that went on as the run goes on', async () => {
    const { server, pass } = replay();
    void server.request('/api/first', asking('x', FIRST));
    await pass(5);
    const third = server.request('/api/third', asking('x'));
    await pass(5);
    expect((await third).status).toBe(204);
  });

  test.each([
    ['another path', '/api/elsewhere', {}],
    ['another body', '/api/first', { method: 'POST', body: '{"a":1,"b":3}' }],
    ['another method', '/api/second', { method: 'DELETE' }],
    ['the second request first', '/api/second', {}],
    ['its own span', '/v1/traces', { method: 'POST', body: '{}' }],
  ])('refuses %s, with what to do', async (_, path, init) => {
    const { server, loaded } = replay();
    const response = await server.request(path, asking('x', init));
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({
      error: { code: 'recorded-only', hint: expect.stringContaining('npm start') },
    });
    expect(loaded).toEqual([]);
  });

  test('answers a reference request outside of any run at once', async () => {
    const { server } = replay();
    expect(await (await server.request('/api/reference')).json()).toEqual({ answered: 'GET /api/reference' });
    expect((await server.request('/api/unknown')).status).toBe(501);
  });

  test('tells a session nothing of another, and a listener nothing after it stopped', async () => {
    const { server, pass } = replay();
    const [other, gone] = [hearing(), hearing()];
    await server.feed('y', other.listener);
    const stop = await server.feed('x', gone.listener);
    void server.request('/api/first', asking('x', FIRST));
    await pass(2);
    stop();
    await pass(100);
    expect([other.heard, gone.heard]).toEqual([[], ['early']]);
  });

  test('gives up a request that is no longer wanted', async () => {
    const { server } = replay();
    const abort = new AbortController();
    const asked = server.request('/api/first', { ...asking('x', FIRST), signal: abort.signal });
    abort.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
    await expect(server.request('/api/first', { signal: abort.signal })).rejects.toThrow('stopped');
  });
});

describe('what two requests must share to be the same', () => {
  test('the order of the keys of a body is not part of it, at any depth', () => {
    expect(requestKey('post', '/api/a', '{"b":{"d":1,"c":[2,1]},"a":0}')).toBe(
      requestKey('POST', '/api/a', '{"a":0,"b":{"c":[2,1],"d":1}}'),
    );
    expect(requestKey('POST', '/api/a', '[1,2]')).not.toBe(requestKey('POST', '/api/a', '[2,1]'));
  });
  test('a body that is no JSON is compared as it is', () => {
    expect(requestKey('POST', '/api/a', '{"half')).toBe('POST /api/a {"half');
  });
});
