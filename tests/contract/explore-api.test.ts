/** What `/explore/` asks of a demo server: the store searched and measured, its news, received and own logs and metrics. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVER_PATHS, type Stored } from '../../demo-server/protocol.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { devProxy } from '../../scripts/dev-proxy.ts';
import { streamingLiveServer } from '../../src/server-client/live.ts';

const TOKEN = 'the-token-of-these-tests';
let server: NodeServer;
/** The same server, as if others could reach it. */
let shared: NodeServer;
beforeAll(async () => {
  server = await startNodeServer({ port: 0 });
  shared = await startNodeServer({ port: 0, presenterToken: TOKEN, deps: { audience: 'own-session' } });
});
afterAll(async () => {
  await Promise.all([server.close(), shared.close()]);
});

test('the server answers where it says, and nowhere else; authors’ pages ask for all of it at their own address', () => {
  expect([...server.app.paths].sort()).toEqual([...SERVER_PATHS].sort());
  const proxied = Object.keys(devProxy('http://127.0.0.1:1')).map((key) => new RegExp(key));
  const isProxied = (path: string) => proxied.some((key) => key.test(path));
  for (const path of server.app.paths) {
    expect(isProxied(path), path).toBe(true);
    expect(isProxied(`${path}/more?q=1`), path).toBe(true);
    expect(isProxied(`${path}-of-a-page/`), path).toBe(false);
  }
  expect(isProxied('/explore/?q=/api')).toBe(false);
});

const OWN = 'session-of-mine';
const OTHER = 'session-of-others';
let count = 0;

interface Sent {
  readonly name: string;
  readonly session?: string;
  readonly error?: boolean;
  readonly startMs?: number;
}
async function sendSpan(to: NodeServer, { name, session, error, startMs = 0 }: Sent): Promise<string> {
  const traceId = (++count).toString(16).padStart(32, 'c');
  const attributes = session === undefined ? [] : [{ key: 'session.id', value: { stringValue: session } }];
  const start = 1_790_000_000_000 + startMs;
  const span = {
    traceId,
    spanId: '00000000000000aa',
    name,
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + 2}500000`,
    attributes,
    ...(error ? { status: { code: 2 } } : {}),
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'sender' } }] };
  await post(to, '/v1/traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
  return traceId;
}
const post = (to: NodeServer, path: string, body: unknown) =>
  fetch(to.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const get = async (to: NodeServer, path: string, query: Record<string, string> = {}) => {
  const response = await fetch(`${to.url}${path}?${new URLSearchParams(query)}`);
  return { status: response.status, body: await response.json() };
};
const namesFound = async (to: NodeServer, query: Record<string, string>) => {
  const { body } = await get(to, '/api/traces', query);
  return body.traces.map(({ rootTraceName }: { rootTraceName: string }) => rootTraceName).sort();
};

describe('the list', () => {
  test('tells duration, services and errors of each trace, and as many spans as were asked for', async () => {
    const traceID = await sendSpan(server, { name: 'counted', error: true });
    const { body } = await get(server, '/api/traces', { q: '{ name = "counted" }', spss: '0' });
    expect(body).toMatchObject({ matched: 1, scope: 'everything' });
    expect(body.traces[0]).toMatchObject({
      traceID,
      durationNanos: '2500000',
      serviceStats: { sender: { spanCount: 1, errorCount: 1 } },
      spanSets: [{ matched: 1, spans: [] }],
    });
  });
});

describe('who sees what', () => {
  test('on this machine everybody sees everything', async () => {
    for (const session of [OWN, OTHER]) await sendSpan(server, { name: `of ${session}`, session });
    expect(await namesFound(server, { q: '{ name =~ "of .*" }' })).toEqual([`of ${OWN}`, `of ${OTHER}`]);
  });

  test('elsewhere: what one’s own sessions caused, and what was received without a session', async () => {
    await sendSpan(shared, { name: 'mine', session: OWN });
    await sendSpan(shared, { name: 'theirs', session: OTHER });
    await sendSpan(shared, { name: 'from a program' });
    expect(await namesFound(shared, {})).toEqual(['from a program']);
    expect(await namesFound(shared, { session: `unknown-session,${OWN}` })).toEqual([
      'from a program',
      'mine',
    ]);
    const measured = await get(shared, '/api/metrics/query_range', {
      q: '{ } | count_over_time() by (name)',
      session: OWN,
    });
    expect(JSON.stringify(measured.body)).not.toContain('theirs');
    expect(measured.body.series).toHaveLength(2);
  });

  test('logs too; and what the services did for one session is not shown to another', async () => {
    const record = (text: string, session?: string) => ({
      body: { stringValue: text },
      timeUnixNano: '1790000000000000000',
      attributes: session === undefined ? [] : [{ key: 'session.id', value: { stringValue: session } }],
    });
    const logRecords = [record('my words', OWN), record('their words', OTHER), record('program words')];
    await post(shared, '/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    await fetch(`${shared.url}/api/building/buildings/1`, { headers: { baggage: `session.id=${OTHER}` } });
    const { body } = await get(shared, '/api/logs', { session: OWN });
    const text = JSON.stringify(body);
    expect(text).toContain('my words');
    expect(text).toContain('program words');
    expect(text).not.toContain('their words');
    expect(
      await namesFound(shared, { session: OWN, q: '{ resource.service.name = "building-api" }' }),
    ).toEqual([]);
  });
});

describe('metrics of traces', () => {
  test('series in the shape of Tempo, with the traces behind their points', async () => {
    const traceIds = [];
    for (const startMs of [0, 100, 1_000]) {
      traceIds.push(await sendSpan(server, { name: 'measured', startMs }));
    }
    const { body } = await get(server, '/api/metrics/query_range', {
      q: '{ name = "measured" } | count_over_time() by (resource.service.name)',
      step: '1s',
    });
    expect(body).toMatchObject({ stepMs: 1_000, unit: '', metrics: { inspectedSpans: 3 } });
    expect(body.series).toEqual([
      {
        labels: [{ key: 'resource.service.name', value: { stringValue: 'sender' } }],
        promLabels: '{"resource.service.name"="sender"}',
        samples: [
          { timestampMs: '1790000000000', value: 2 },
          { timestampMs: '1790000001000', value: 1 },
        ],
        exemplars: [
          expect.objectContaining({ timestampMs: '1790000000000', value: 2 }),
          expect.objectContaining({ timestampMs: '1790000001000', value: 1 }),
        ],
      },
    ]);
    expect(JSON.stringify(body.series[0].exemplars)).toContain(traceIds[0]);
  });

  test('says what is wrong with a query, and a search is no metric', async () => {
    const ask = (q: string) => get(server, '/api/metrics/query_range', { q });
    expect(await ask('{ } | rat()')).toMatchObject({
      status: 400,
      body: { error: { code: 'bad-query', message: expect.stringMatching(/position 6.*rate\(\)/) } },
    });
    expect(await ask('{ }')).toMatchObject({ status: 400, body: { error: { code: 'bad-query' } } });
    expect((await get(server, '/api/traces', { q: '{ } | rate()' })).status).toBe(400);
  });
});

describe('metrics and logs', () => {
  test('received ones and those of the services themselves, with a past', async () => {
    const dataPoints = [{ asInt: '7', timeUnixNano: '1790000000000000000' }];
    const metric = { name: 'sent.in', gauge: { dataPoints } };
    await post(server, '/v1/metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] });
    await fetch(`${server.url}/api/building/buildings/1`);
    const { body } = await get(server, '/api/metrics');
    const names = body.resourceMetrics.flatMap(
      (resource: { scopeMetrics: { metrics: { name: string }[] }[] }) =>
        resource.scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
    );
    expect(names).toContain('sent.in');
    expect(names).toContain('http.server.request.duration');
  });
});

describe('the figures of the server itself', () => {
  const namesAt = async (to: NodeServer, headers: Record<string, string> = {}): Promise<string[]> => {
    const answer = await fetch(`${to.url}/api/metrics`, { headers });
    const { resourceMetrics } = (await answer.json()) as {
      resourceMetrics: { scopeMetrics: { metrics: { name: string }[] }[] }[];
    };
    return resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
    );
  };
  const figures = [
    'process.memory.usage',
    'nodejs.eventloop.utilization',
    'bldg.feed.waiting',
    'bldg.outbox.messages',
    'bldg.database.available',
    'bldg.laboratories.running',
  ];
  test('are read by everybody where only this machine gets in', async () => {
    expect(await namesAt(server)).toEqual(expect.arrayContaining(figures));
  });
  test('elsewhere by who runs it; what the building measures, by everybody', async () => {
    await fetch(`${shared.url}/api/building/buildings/1`);
    const wrong = { authorization: 'Bearer another' };
    for (const names of [await namesAt(shared), await namesAt(shared, wrong)]) {
      expect(names.filter((name) => figures.includes(name))).toEqual([]);
      expect(names).toContain('http.server.request.duration');
    }
    const owner = { authorization: `Bearer ${TOKEN}` };
    expect(await namesAt(shared, owner)).toEqual(expect.arrayContaining(figures));
  });
});

describe('metrics and logs of one trace', () => {
  const traceId = '0af7651916cd43dd8448eb211c80abcd';
  test('are its records and exemplars, and nothing else', async () => {
    const record = (text: string, of?: string) => ({
      body: { stringValue: text },
      timeUnixNano: '1790000000000000000',
      ...(of === undefined ? {} : { traceId: of, spanId: '00000000000000aa' }),
    });
    const logRecords = [
      record('of this trace', traceId),
      record('of another', 'f'.repeat(32)),
      record('of none'),
    ];
    await post(server, '/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    await fetch(`${server.url}/api/building/buildings/1`, {
      headers: { traceparent: `00-${traceId}-00000000000000aa-01` },
    });
    const logs = JSON.stringify((await get(server, '/api/logs', { trace: traceId.toUpperCase() })).body);
    expect(logs).toContain('of this trace');
    expect(logs).not.toMatch(/of another|of none/);
    const metrics = JSON.stringify((await get(server, '/api/metrics', { trace: traceId })).body);
    const named = [...metrics.matchAll(/"traceId":"(\w+)"/g)].map(([, id]) => id);
    expect(new Set(named)).toEqual(new Set([traceId]));
    expect(metrics).toContain('http.server.request.duration');
    expect((await get(server, '/api/logs', { trace: 'x' })).status).toBe(400);
  });

  test('leave no reading of the instruments behind', async () => {
    const readings = async () => {
      const { body } = await get(server, '/api/metrics', {});
      return JSON.stringify(body).split('bldg.feed.sessions').length;
    };
    const before = await readings();
    for (let time = 0; time < 3; time++) await get(server, '/api/metrics', { trace: traceId });
    expect((await readings()) - before).toBeLessThanOrEqual(1);
  });
});

describe('news', () => {
  test('say that something is new, in numbers only', async () => {
    const live = streamingLiveServer((request) => fetch(request), server.url);
    const heard: Stored[] = [];
    const stop = await live.feed('*', (event) => {
      if (event.type === 'stored') heard.push(event.data);
    });
    await sendSpan(server, { name: 'news', session: OTHER });
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    expect(Object.keys(heard[0] ?? {}).sort()).toEqual(['logs', 'metrics', 'requests', 'spans']);
    expect(Object.values(heard[0] ?? {}).every((value) => typeof value === 'number')).toBe(true);
    stop();
  });
});

describe('the newest traces, whole', () => {
  const spansOf = async (to: NodeServer, query: Record<string, string>) => {
    const { body } = await get(to, '/api/spans', query);
    const names = (body.resourceSpans as { scopeSpans: { spans: { name: string }[] }[] }[]).flatMap(
      ({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
    );
    return { names, keptSpans: body.keptSpans as number };
  };

  test('come newest first, up to the bound, with how many there are', async () => {
    await sendSpan(server, { name: 'the last but one' });
    await sendSpan(server, { name: 'the last' });
    const all = await spansOf(server, {});
    expect(all.names.slice(0, 2)).toEqual(['the last', 'the last but one']);
    expect(all.names).toHaveLength(all.keptSpans);
    const one = await spansOf(server, { limit: '1' });
    expect(one).toEqual({ names: ['the last'], keptSpans: all.keptSpans });
    expect((await get(server, '/api/spans', { limit: '0' })).status).toBe(400);
  });
  test('where others can reach the server, are one’s own and what was received', async () => {
    await sendSpan(shared, { name: 'mine only', session: OWN });
    await sendSpan(shared, { name: 'theirs only', session: OTHER });
    await sendSpan(shared, { name: 'of nobody' });
    const { names } = await spansOf(shared, { session: OWN });
    expect(names).toEqual(expect.arrayContaining(['mine only', 'of nobody']));
    expect(names).not.toContain('theirs only');
  });
});
