/**
 * The guide for people's own programs does what it says: its Node program and its curl commands are taken from it as they
 * stand, run as programs of their own against a server, and what they sent is found by TraceQL and over MCP.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { readGuides } from '../support/chapters.ts';

const GUIDE = 'your-own-app';
const snippets = readGuides().find(({ id }) => id === GUIDE)?.snippets ?? [];

let server: NodeServer;
let folder: string;
beforeAll(async () => {
  server = await startNodeServer({ port: 0, otlpPort: 0 });
  folder = await mkdtemp(join(tmpdir(), 'own-app-'));
  // As `npm install` would leave it.
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The one snippet that says this, with the addresses of the guide changed to those of the test. */
function snippet(words: string): string {
  const [found, ...more] = snippets.filter(({ code }) => code.includes(words));
  if (found === undefined || more.length > 0)
    throw new Error(
      `${GUIDE}.mdx has ${found === undefined ? 'no snippet' : 'several snippets'} with: ${words}`,
    );
  return found.code
    .replaceAll('http://127.0.0.1:4318', server.otlpUrl ?? '')
    .replaceAll('http://127.0.0.1:4321', server.url);
}

/** Runs what a reader would type; rejects where the shell is not there. */
function run(script: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((done, reject) => {
    const env = { PATH: `${resolve('node_modules/.bin')}:${process.env['PATH']}` };
    const child = spawn('sh', ['-e', '-c', script], { cwd: folder, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    child.once('error', reject).once('close', (code) => done({ code, output }));
  });
}

async function overMcp(query: string): Promise<string> {
  const call = { name: 'search_traces', arguments: { query } };
  const answer = await fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }),
  });
  const { result } = (await answer.json()) as { readonly result: { readonly content: { text: string }[] } };
  return result.content[0]?.text ?? '';
}

async function found(query: string): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/api/traces?${new URLSearchParams({ q: query })}`);
  const { traces } = (await answer.json()) as {
    readonly traces: { readonly rootServiceName: string; readonly rootTraceName: string }[];
  };
  return traces.map(({ rootServiceName, rootTraceName }) => `${rootServiceName}: ${rootTraceName}`);
}

test('Node: the SDK with nothing but the endpoint', async () => {
  await writeFile(join(folder, 'telemetry.mjs'), snippet('new NodeSDK()'));
  await writeFile(join(folder, 'app.mjs'), snippet("startActiveSpan('hello from Node'"));
  const environment = snippet('export OTEL_SERVICE_NAME');
  const { code, output } = await run(`${environment}\n${snippet('node --import ./telemetry.mjs')}`);
  expect({ code, output }).toEqual({ code: 0, output: '' });
  const query = '{ resource.service.name = "my-app" && span.order.items = 3 }';
  expect(await found(query)).toEqual(['my-app: hello from Node']);
  expect(await overMcp(query)).toContain('hello from Node');
});

test('curl: a span by hand, and the way to read it back', async ({ skip }) => {
  const { code: missing } = await run('command -v curl');
  if (missing !== 0) skip('there is no curl here');
  expect(await run(`${snippet('/v1/traces')} --silent`)).toEqual({ code: 0, output: '{}' });
  expect(await found('{ name = "hello" }')).toEqual(['my-app: hello']);
  expect(await overMcp('{ name = "hello" }')).toContain('0af7651916cd43dd8448eb211c80319c');
  const { output } = await run(snippet('--data-urlencode').replaceAll('curl', 'curl --silent'));
  expect(output).toMatch(/"traces":.*"rootTraceName":"hello"/);
  expect(output).toMatch(/"resourceSpans":.*"spanId":"b7ad6b7169203331"/);
  const asked = await run(`${snippet('search_traces')} --silent`);
  expect(asked.output).toContain('0af7651916cd43dd8448eb211c80319c');
});
