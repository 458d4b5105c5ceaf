/** The site's files over HTTP: the built folder, and nothing beside it. Paths go over the wire as they are written here. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listen } from '../../demo-server/runtime/node/listen.ts';
import { securityHeaders } from '../../demo-server/runtime/node/security-headers.ts';
import { mountSite } from '../../demo-server/runtime/node/static-site.ts';

const SECRET = 'what stands beside the site';
const LONG_PAGE = '<p>A page that is worth packing.</p>'.repeat(100);
let folder: string;
let site: string;
let host: Listening;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'site-'));
  site = path.join(folder, 'site');
  mkdirSync(path.join(site, 'worker'), { recursive: true });
  mkdirSync(path.join(site, '_astro'));
  mkdirSync(path.join(folder, 'site-of-others'));
  writeFileSync(path.join(folder, 'secret.txt'), SECRET);
  writeFileSync(path.join(folder, 'site-of-others/secret.txt'), SECRET);
  writeFileSync(path.join(site, 'index.html'), 'home');
  writeFileSync(path.join(site, '404.html'), 'nowhere');
  writeFileSync(path.join(site, 'worker/demo.js'), 'self');
  writeFileSync(path.join(site, 'long.html'), LONG_PAGE);
  writeFileSync(path.join(site, '_astro/sheet.B4s3.css'), 'p{}'.repeat(1_000));
  const app = new Hono().use(securityHeaders);
  mountSite(app, site);
  host = await listen(
    createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }),
    0,
    '127.0.0.1',
  );
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

/** The answer as it came. `fetch` would tidy the path before it is sent. */
function ask(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', reject).on('end', () => resolve(text));
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  });
}

test.each([
  '/../secret.txt',
  '/worker/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..%5csecret.txt',
  '/%252e%252e/secret.txt',
  '/../site-of-others/secret.txt',
  '//secret.txt',
  '/./../secret.txt',
  '/secret.txt%00.html',
  'http://127.0.0.1/../secret.txt',
  '/%',
])('%s leads to no file beside the site', async (target) => {
  const answer = await ask(target);
  expect(answer).toMatch(/^HTTP\/1\.1 (?:400|404) /);
  expect(answer).not.toContain(SECRET);
});

test('pages and workers have the policies that only headers give', async () => {
  expect(await ask('/')).toMatch(/content-security-policy: frame-ancestors 'none'\r\n[\s\S]*home$/i);
  const worker = await ask('/worker/demo.js');
  expect(worker).toContain("script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'self'");
  expect(worker).toMatch(/x-content-type-options: nosniff/i);
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
const askWith = (target: string, headers: Record<string, string>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get({ port: host.port, host: '127.0.0.1', path: target, headers }, async (response) => {
      const { statusCode: status, headers } = response;
      resolve({ status, headers, body: await buffer(response) });
    }).on('error', reject);
  });

test('text is packed for those who can unpack it, and is the same for all', async () => {
  const plain = await askWith('/long.html', {});
  expect(plain.body.toString()).toBe(LONG_PAGE);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.headers.vary).toBe('accept-encoding');
  const packings = [
    { accepted: 'gzip, deflate', name: 'gzip', unpack: gunzipSync },
    { accepted: 'gzip, deflate, br, zstd', name: 'br', unpack: brotliDecompressSync },
    { accepted: 'gzip;q=0.5, br;q=0', name: 'gzip', unpack: gunzipSync },
  ];
  for (const { accepted, name, unpack } of [...packings, ...packings]) {
    const { headers, body } = await askWith('/long.html', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(name);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(Number(headers['content-length'])).toBe(body.length);
    expect(body.length).toBeLessThan(LONG_PAGE.length / 5);
    expect(unpack(body).toString()).toBe(LONG_PAGE);
  }
  const short = await askWith('/', { 'accept-encoding': 'gzip' });
  expect([short.headers['content-encoding'], short.body.toString()]).toEqual([undefined, 'home']);
});

test('what is named by its content is kept for ever; a page is asked for anew, and sent only if it changed', async () => {
  expect((await askWith('/_astro/sheet.B4s3.css', {})).headers['cache-control']).toContain('immutable');
  const gzip = { 'accept-encoding': 'gzip' };
  const first = await askWith('/long.html', gzip);
  expect(first.headers['cache-control']).toBe('no-cache');
  const tag = { ...gzip, 'if-none-match': first.headers.etag ?? '' };
  const same = await askWith('/long.html', tag);
  expect([same.status, same.body.length]).toEqual([304, 0]);
  writeFileSync(path.join(site, 'long.html'), LONG_PAGE.replace('A page', 'A sheet'));
  const changed = await askWith('/long.html', tag);
  expect(changed.status).toBe(200);
  expect(gunzipSync(changed.body).toString()).toContain('A sheet');
  writeFileSync(path.join(site, 'long.html'), LONG_PAGE);
});

test('a part of a file is sent as it is', async () => {
  const part = await askWith('/long.html', { range: 'bytes=3-8', 'accept-encoding': 'gzip' });
  expect([part.status, part.body.toString()]).toEqual([206, LONG_PAGE.slice(3, 9)]);
});
