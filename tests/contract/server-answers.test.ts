/** What callers of the demo server may rely on: answers, errors, the feed over HTTP, search, the receiver. */
import { describe, expect, test } from 'vitest';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { quietServer } from '../support/quiet-server.ts';

const server = await quietServer();

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

test('health says what it runs on', async () => {
  const answer = await get('/api/health');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    status: 'ok',
    version: expect.any(String),
    database: 'pglite',
    uptimeSeconds: expect.any(Number),
  });
});

describe('errors have one shape, and no stack', () => {
  const building = '/api/building';
  const cases: readonly (readonly [string, number, string, () => Promise<Response>])[] = [
    ['unknown route', 404, 'unknown-route', () => get(`${building}/nothing`)],
    ['unknown route outside the building', 404, 'unknown-route', () => get('/api/nothing')],
    ['unknown building', 404, 'unknown-building', () => get(`${building}/buildings/9`)],
    ['unknown building, units', 404, 'unknown-building', () => get(`${building}/buildings/9/units`)],
    [
      'unknown building, lockdown',
      404,
      'unknown-building',
      () => post(`${building}/buildings/9/lockdown`, '{}'),
    ],
    ['unknown unit', 404, 'unknown-unit', () => get(`${building}/units/99/devices`)],
    ['an id beyond PostgreSQL', 404, 'not-found', () => get(`${building}/buildings/99999999999999`)],
    ['an id that is none', 404, 'not-found', () => get(`${building}/buildings/%3Cimg%3E`)],
    [
      'unknown device',
      404,
      'unknown-device',
      () => post(`${building}/devices/999/events`, '{"kind":"leak"}'),
    ],
    ['malformed JSON', 400, 'malformed-json', () => post(`${building}/devices/3/heartbeat`, '{oops')],
    ['a wrong field', 400, 'bad-request', () => post(`${building}/devices/3/events`, '{"kind":"flood"}')],
    ['a missing field', 400, 'bad-request', () => post(`${building}/devices/3/events`, '{}')],
    ['JSON that is no object', 400, 'bad-request', () => post(`${building}/devices/3/heartbeat`, '[]')],
    [
      'an oversized body',
      413,
      'body-too-large',
      () => post(`${building}/devices/3/events`, 'x'.repeat(70_000)),
    ],
    [
      'more errors than requests',
      400,
      'bad-request',
      () => post(`${building}/lab/sampling`, '{"requests":1,"errors":2}'),
    ],
    [
      'too large a laboratory',
      400,
      'bad-request',
      () => post(`${building}/lab/sampling`, '{"requests":2001}'),
    ],
    ['no session', 400, 'bad-session', () => get('/api/feed')],
    ['nobody to stream to', 400, 'bad-session', () => get(`${building}/stream`)],
    [
      'a laboratory without settings, given one',
      400,
      'bad-request',
      () => post(`${building}/lab/open-page`, '{"doors":9}'),
    ],
    ['a malformed session', 400, 'bad-session', () => get('/api/feed?session=a%20b%20c%20d%20e')],
    ['malformed TraceQL', 400, 'bad-query', () => get(`/api/traces?q=${encodeURIComponent('{ oops')}`)],
    ['a limit that is none', 400, 'bad-request', () => get('/api/traces?limit=0')],
    ['an unknown trace', 404, 'unknown-trace', () => get(`/api/traces/${'0'.repeat(31)}1`)],
    ['a trace id that is none', 404, 'unknown-trace', () => get('/api/traces/zzz')],
  ];
  test.each(cases)('%s: %i %s', async (_, status, code, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    const body = await answer.json();
    expect(body).toEqual({ error: { code, message: expect.any(String), hint: expect.any(String) } });
    expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
  });
});

/** Reads events of a stream until `enough` says so. */
async function readFeed(path: string, headers: Record<string, string>, enough: (text: string) => boolean) {
  const stop = new AbortController();
  const answer = await fetch(server.url + path, { headers, signal: stop.signal });
  const decoder = new TextDecoder();
  let text = '';
  const done = (async () => {
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (enough(text)) break;
    }
    stop.abort();
    return text;
  })();
  return { answer, done };
}
const types = (text: string) => [...text.matchAll(/^event: (.+)$/gm)].map(([, type]) => type);

describe('feed', () => {
  const heartbeat = (session: string) =>
    post('/api/building/devices/3/heartbeat', '{}', { baggage: `session.id=${session},bldg.run.id=r1` });

  test('is an event stream that no proxy holds back, and ends a run with metrics and the verdict', async () => {
    const { answer, done } = await readFeed('/api/feed?session=feed-one', {}, (text) =>
      text.includes('event: settled'),
    );
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await heartbeat('feed-one');
    expect(types(await done).slice(-2)).toEqual(['metrics', 'settled']);
  });
  test('replays from Last-Event-ID, which a page that opens a line anew can only say in the address', async () => {
    const first = await readFeed('/api/feed?session=feed-two', {}, (text) => text.includes('event: settled'));
    await heartbeat('feed-two');
    const ids = [...(await first.done).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const from = String(ids.at(-3));
    for (const [more, headers] of [
      ['', { 'last-event-id': from }],
      [`&lastEventId=${from}`, {}],
      ['&lastEventId=0', { 'last-event-id': from }],
    ] as const) {
      const again = await readFeed(`/api/feed?session=feed-two${more}`, headers, (text) =>
        text.includes('event: settled'),
      );
      expect([...(await again.done).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual(
        ids.slice(-2),
      );
    }
  });
  test('shows nothing of another session', async () => {
    const mine = await readFeed('/api/feed?session=feed-mine', {}, (text) => text.includes('event: settled'));
    await heartbeat('feed-other');
    await heartbeat('feed-mine');
    const text = await mine.done;
    expect(text).toContain('feed-mine');
    expect(text).not.toContain('feed-other');
  });
  test('a page that leaves in the middle of a run leaves nothing behind', async () => {
    const { done } = await readFeed('/api/feed?session=feed-gone', {}, (text) =>
      text.includes('spans-started'),
    );
    await post('/api/building/buildings/1/lockdown', '{"strategy":"fire-and-forget"}', {
      baggage: 'session.id=feed-gone,bldg.run.id=r1',
    });
    await done;
    await expect.poll(() => server.app.sessions.open('feed-gone')?.subscriberCount).toBe(0);
    expect((await get('/api/health')).status).toBe(200);
  });
});

describe('search and traces', () => {
  test('finds what a request did, and gives the whole trace', async () => {
    const traceId = 'feedfacefeedfacefeedfacefeedface';
    const headers = { traceparent: `00-${traceId}-00000000000000aa-01` };
    await get('/api/building/buildings/2/units', headers);
    const q = encodeURIComponent('{ name = "SELECT devices" } | count() > 10');
    const found = await (await get(`/api/traces?q=${q}`)).json();
    expect(found.traces).toContainEqual({
      traceID: traceId,
      rootServiceName: '<root span not yet received>',
      rootTraceName: '<root span not yet received>',
      topSpan: { serviceName: 'building-api', name: 'GET /buildings/:id/units', isRoot: false },
      startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
      durationMs: expect.any(Number),
      durationNanos: expect.stringMatching(/^\d+$/),
      serviceStats: expect.any(Object),
      spanSets: [{ matched: 12, spans: expect.any(Array) }],
    });
    const trace = await (await get(`/api/traces/${traceId}`)).json();
    expect(JSON.stringify(trace)).toContain('GET /buildings/:id/units');
  });
});

describe('the receiver for the page', () => {
  const span = (over: object = {}) => ({
    traceId: 'abcdefabcdefabcdefabcdefabcdefab',
    spanId: 'abcdefabcdefabcd',
    name: 'Run',
    kind: 1,
    startTimeUnixNano: '1750000000000000000',
    endTimeUnixNano: '1750000000100000000',
    attributes: [
      { key: 'session.id', value: { stringValue: 'receiver-one' } },
      { key: 'bldg.run.id', value: { stringValue: 'r1' } },
    ],
    ...over,
  });
  const body = (...spans: readonly object[]) =>
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

  test('a span goes to its session, makes the run settle, and can be read back', async () => {
    const { done } = await readFeed('/api/feed?session=receiver-one', {}, (text) =>
      text.includes('event: settled'),
    );
    const answer = await post('/v1/traces', body(span()));
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(types(await done)).toEqual(['traces', 'settled']);
    expect((await get('/api/traces/abcdefabcdefabcdefabcdefabcdefab')).status).toBe(200);
  });
});

test('a port that is taken is said at once', async () => {
  const port = Number(new URL(server.url).port);
  await expect(startNodeServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
