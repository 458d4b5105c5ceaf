/** What a stranger's page, name or query gets from a server: the threats of SECURITY.md that are met over HTTP. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusal } from '../../demo-server/request-guard.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';

let server: NodeServer;
beforeAll(async () => {
  server = await startNodeServer({ port: 0 });
});
afterAll(async () => {
  await server.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}
/** `fetch` lets nobody choose `Host`, `Origin` or `Sec-Fetch-*`; a browser, and this, do. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  { method = 'GET', body = '' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { method, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const codeOf = ({ text }: Answer) => JSON.parse(text).error.code;
const trace = { method: 'POST', body: '{"resourceSpans":[]}' };
const json = { 'content-type': 'application/json' };

describe('a name that was made to point at this machine', () => {
  const rebound = { host: 'rebound.example.com:4321' };
  test.each(['/', '/api/health', '/api/traces', '/mcp', '/v1/../api/traces'])(
    'reads nothing of %s',
    async (path) => {
      const answer = await ask(path, rebound);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign-host']);
    },
  );
  test('sends no telemetry from a page; a program may come by any name', async () => {
    const page = { ...rebound, ...json, origin: 'http://rebound.example.com:4321' };
    expect((await ask('/v1/traces', page, trace)).status).toBe(403);
    const program = { host: 'host.docker.internal:4318', ...json };
    expect((await ask('/v1/traces', program, trace)).status).toBe(200);
  });
  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', 'workshop.localhost', '[::1]'])(
    '%s is this machine',
    async (host) => {
      expect((await ask('/api/health', { host: `${host}:4321` })).status).toBe(200);
    },
  );
  test('the name of a proxy is allowed by naming it, and no other', () => {
    const asked = (host: string) =>
      refusal(new Request(`http://${host}/api/health`), {
        isLoopback: true,
        allowedHosts: ['workshop.example.org'],
      });
    expect(asked('workshop.example.org')).toBeUndefined();
    expect(asked('example.org')?.status).toBe(403);
  });
});

describe('a page of another site', () => {
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  test('has nothing done in the building, and opens no feed', async () => {
    const heartbeat = { method: 'POST', body: '{}' };
    const acted = await ask('/api/building/devices/3/heartbeat', foreign, heartbeat);
    expect([acted.status, codeOf(acted)]).toEqual([403, 'foreign-site']);
    expect((await ask('/api/feed?session=of-a-stranger', foreign)).status).toBe(403);
  });
  test('may link to an answer', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/api/health', link)).status).toBe(200);
  });
  test('sends telemetry only where its origin was allowed', async () => {
    const page = { ...foreign, origin: 'https://shop.example.com' };
    const preflight = { ...page, 'access-control-request-method': 'POST' };
    const answer = await ask('/v1/traces', preflight, { method: 'OPTIONS' });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('every answer says how a browser is to take it', () => {
  test.each(['/api/health', '/api/nothing', '/mcp', '/v1/traces'])(
    '%s is no page, whatever it holds',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    },
  );
});

test('a header that is larger than any browser sends is refused', async () => {
  expect((await ask('/api/health', { 'x-large': 'x'.repeat(20_000) })).status).toBe(431);
});

describe('a query of a stranger', () => {
  const search = (q: string) => ask(`/api/traces?${new URLSearchParams({ q })}`);

  test('that is longer than anybody writes is refused', async () => {
    const answer = await search(`{ name = "${'a'.repeat(5_000)}" }`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'bad-request']);
  });

  test.each(['limit=5001', 'spss=101'])('for more than an answer holds is refused: %s', async (more) => {
    const answer = await ask(`/api/traces?${more}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'bad-request']);
  });

  test('that would take the server for itself ends, and the server goes on', async () => {
    const span = {
      traceId: 'ab'.repeat(16),
      spanId: 'cd'.repeat(8),
      name: 'a'.repeat(200_000),
      startTimeUnixNano: '1790000000000000000',
      endTimeUnixNano: '1790000000000000001',
    };
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    expect((await ask('/v1/traces', json, { method: 'POST', body })).status).toBe(200);
    const answer = await search('{ name =~ "(.*a){1000}b" }');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'query-too-costly']);
    expect((await search('{ status = error }')).status).toBe(200);
  }, 120_000);
});
