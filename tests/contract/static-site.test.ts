/** The site's files over HTTP: the built folder, and nothing beside it. Paths go over the wire as they are written here. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listen } from '../../demo-server/runtime/node/listen.ts';
import { securityHeaders } from '../../demo-server/runtime/node/security-headers.ts';
import { mountSite } from '../../demo-server/runtime/node/static-site.ts';

const SECRET = 'what stands beside the site';
let folder: string;
let host: Listening;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'site-'));
  const site = path.join(folder, 'site');
  mkdirSync(path.join(site, 'worker'), { recursive: true });
  mkdirSync(path.join(folder, 'site-of-others'));
  writeFileSync(path.join(folder, 'secret.txt'), SECRET);
  writeFileSync(path.join(folder, 'site-of-others/secret.txt'), SECRET);
  writeFileSync(path.join(site, 'index.html'), 'home');
  writeFileSync(path.join(site, '404.html'), 'nowhere');
  writeFileSync(path.join(site, 'worker/demo.js'), 'self');
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
