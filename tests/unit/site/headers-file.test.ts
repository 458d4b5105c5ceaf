/** What hosts of files say is what our own server says: one source, and recipes that keep to it. */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { securityHeaders } from '../../../demo-server/runtime/node/security-headers.ts';
import { headersFile } from '../../../scripts/headers-file.ts';

const server = new Hono().use(securityHeaders).get('/*', (c) => c.text('here'));
const served = async (path: string) => Object.fromEntries((await server.request(path)).headers);
/** What a host that reads the file adds to an answer: all rules that match, the values of one name together. */
function added(file: string, path: string): Record<string, string> {
  const headers: Record<string, string> = {};
  let matches = false;
  for (const line of file.split('\n')) {
    if (!line.startsWith(' ')) matches = line.endsWith('*') && path.startsWith(line.slice(0, -1));
    else if (matches) {
      const [name = '', ...value] = line.trim().split(': ');
      headers[name] = [headers[name], value.join(': ')].filter(Boolean).join(', ');
    }
  }
  return headers;
}

describe.each(['/', '/workshop/'])('_headers of a site at %s', (base) => {
  const file = headersFile(base);
  test('says of a page what the server says', async () => {
    const { 'content-type': _, ...said } = await served('/dev/');
    expect(added(file, `${base}dev/`)).toEqual(said);
    expect(said['cross-origin-opener-policy']).toBe('same-origin');
    expect(said['content-security-policy']).toBe("frame-ancestors 'none'");
  });
  test('gives the worker of learners’ code the policy that the server gives it, and nothing else', async () => {
    const policy = (await served('/worker/demo-server-0123456789ab.js'))['content-security-policy'] ?? '';
    expect(policy).toContain("'unsafe-eval'");
    expect(added(file, `${base}worker/x.js`)['content-security-policy']).toBe(
      `frame-ancestors 'none', ${policy}`,
    );
    for (const path of ['', 'dev/', '_astro/page.js', 'service-worker.js'])
      expect(JSON.stringify(added(file, base + path)), path).not.toContain('unsafe-eval');
  });
  test('asks for nothing that the site would need to work', () => {
    expect(file.toLowerCase()).not.toContain('embedder-policy');
  });
});

test.each(['nginx.conf', 'Caddyfile'])('the recipe for %s says the same', async (name) => {
  const recipe = readFileSync(`content/guides/recipes/${name}`, 'utf8').toLowerCase();
  const page = await served('/dev/');
  const worker = await served('/worker/demo-server-0123456789ab.js');
  const { 'content-type': _, ...site } = page;
  for (const [header, value] of Object.entries(site)) {
    expect(recipe, header).toContain(header);
    expect(recipe, header).toContain(value.toLowerCase());
  }
  expect(recipe).toContain(worker['content-security-policy']);
});
