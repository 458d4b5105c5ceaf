/** `GET /metrics`: what a scraper reads, who may, and that the real Prometheus understands it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { freePort } from '../../scripts/free-port.ts';

const TRACE_ID = 'feedfacefeedfacefeedfacefeedfa01';
const UNITS = 'http_server_request_duration_seconds_count{job="smart-building/building-api"';
const OPENMETRICS = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';

let server: NodeServer;
/** The same, as if others could reach it. */
let shared: NodeServer;
beforeAll(async () => {
  [server, shared] = await Promise.all([
    startNodeServer({ port: 0 }),
    startNodeServer({ port: 0, presenterToken: 'secret', deps: { audience: 'own-session' } }),
  ]);
  for (const { url } of [server, shared])
    await fetch(`${url}/api/building/buildings/1/units`, {
      headers: { traceparent: `00-${TRACE_ID}-00000000000000aa-01` },
    });
});
afterAll(async () => {
  await Promise.all([server.close(), shared.close()]);
});

const scrape = async (headers: Record<string, string> = {}, from = server) => {
  const answer = await fetch(`${from.url}/metrics`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

describe('a scrape', () => {
  test('has the services and the server itself, each under its job', async () => {
    const { status, type, text } = await scrape();
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(text).toContain('# TYPE http_server_request_duration_seconds histogram\n');
    expect(text).toMatch(
      /^http_server_request_duration_seconds_count\{job="smart-building\/building-api".*http_route="\/buildings\/:id\/units".*\} 1$/m,
    );
    expect(text).toMatch(/^bldg_store_spans\{job="smart-building\/demo-server".*\} 1[0-9]$/m);
    expect(text).toMatch(/^process_memory_usage_bytes\{.*\} \d{7,}$/m);
    expect(text).toMatch(/^target_info\{job="smart-building\/building-api",.*service_version="[^"]+"\} 1$/m);
    const heads = text.split('\n').filter((line) => line.startsWith('# TYPE'));
    expect(new Set(heads).size).toBe(heads.length);
  });

  test('counts what came in over OTLP, taken and refused', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${server.url}/v1/logs`, { method: 'POST', headers: { 'content-type': type }, body });
    await post('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{}]}]}]}');
    await post('no telemetry', 'text/plain');
    const { text } = await scrape();
    expect(text).toMatch(/^bldg_ingest_records_total\{.*outcome="accepted",bldg_otlp_signal="logs".*\} 2$/m);
    expect(text).toMatch(/^bldg_ingest_requests_total\{.*outcome="refused".*\} 1$/m);
  });

  test('in OpenMetrics leads from a figure to the trace behind it', async () => {
    const { type, text } = await scrape({ accept: OPENMETRICS });
    expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(text).toMatch(
      new RegExp(`^http_server_request_duration_seconds_bucket.* # {trace_id="${TRACE_ID}",span_id=`, 'm'),
    );
  });

  test('leads there from /api/metrics, too', async () => {
    const body = await (await fetch(`${server.url}/api/metrics`)).text();
    expect(body).toContain(`"traceId":"${TRACE_ID}"`);
  });
});

describe('where others reach the server', () => {
  test('figures are for the holder of the token', async () => {
    expect((await scrape({}, shared)).status).toBe(401);
    expect((await scrape({ authorization: 'Bearer wrong' }, shared)).status).toBe(401);
    expect((await scrape({ authorization: 'Bearer secret' }, shared)).status).toBe(200);
  });
  test('no figure names a trace: it may be somebody else’s', async () => {
    const { text } = await scrape({ authorization: 'Bearer secret', accept: OPENMETRICS }, shared);
    expect(text).toContain('http_server_request_duration_seconds_bucket');
    expect(text).not.toContain(TRACE_ID);
    expect(await (await fetch(`${shared.url}/api/metrics`)).text()).not.toContain(TRACE_ID);
  });
});

describe('Prometheus', () => {
  const running: ChildProcess[] = [];
  const folders: string[] = [];
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  });

  test('scrapes it, and answers queries by job', async ({ skip }) => {
    if (spawnSync('prometheus', ['--version']).error !== undefined)
      skip('there is no prometheus here; on Debian it is the package of that name');
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    folders.push(folder);
    const config = join(folder, 'prometheus.yml');
    const target = new URL(server.url).host;
    await writeFile(
      config,
      `scrape_configs:
  - job_name: workshop
    scrape_interval: 500ms
    honor_labels: true
    static_configs: [{ targets: ['${target}'] }]
`,
    );
    const port = await freePort();
    const child = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
        '--enable-feature=exemplar-storage',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    running.push(child);
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk;
    });
    const ask = async (path: string, query: Record<string, string>) => {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}${path}?${new URLSearchParams(query)}`);
        const { data } = (await answer.json()) as { readonly data: unknown };
        return JSON.stringify(data);
      } catch {
        return complaints;
      }
    };
    const units = `${UNITS},http_route="/buildings/:id/units"}`;
    const withVersion = `${units} * on (job) group_left (service_version) target_info`;
    await expect
      .poll(() => ask('/api/v1/query', { query: withVersion }), { timeout: 20_000 })
      .toMatch(/"service_version":"[^"]+".*"value":\[[\d.]+,"1"\]/);
    expect(await ask('/api/v1/query', { query: 'up{job="workshop"}' })).toContain('"1"]');
    const metadata = await ask('/api/v1/metadata', { metric: 'http_server_request_duration_seconds' });
    expect(metadata).toContain('"type":"histogram"');
    const now = Date.now() / 1e3;
    const range = { start: String(now - 600), end: String(now + 60) };
    const exemplars = { query: 'http_server_request_duration_seconds_bucket', ...range };
    await expect.poll(() => ask('/api/v1/query_exemplars', exemplars)).toContain(TRACE_ID);
  });
});
