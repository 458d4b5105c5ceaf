/** What stands in a page and what its policy says of it. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { StyleSheet, sealPage } from '../../../scripts/seal-pages.ts';

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const page = (body: string) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${body}</body></html>`;
function sealed(body: string, sheet = new StyleSheet()) {
  const { html, policy } = sealPage(page(body), sheet, '/styles.css');
  const directive = (name: string) => new RegExp(`(?:^|;)${name} ([^;]*)`).exec(policy)?.[1];
  return { html, policy, sheet, directive };
}

describe('scripts', () => {
  test('that stand in the page are named by their digests, once each', () => {
    const script = 'let a = 1 < 2 && "</p>";\n';
    const { directive } = sealed(`<script>${script}</script><p></p><script type="module">${script}</script>`);
    expect(directive('script-src')).toBe(`'self' 'wasm-unsafe-eval' ${digest(script)}`);
  });
  test('that are files, and data, need no digest', () => {
    const { directive } = sealed(
      '<script src="/a.js"></script><script type="application/json">{"a":1}</script>',
    );
    expect(directive('script-src')).toBe("'self' 'wasm-unsafe-eval'");
  });
  test('are never allowed by kind', () => {
    const { policy } = sealed('<script>a()</script><i style="color:red"></i><b style="display: none;"></b>');
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("base-uri 'none'");
  });
});

describe('styles', () => {
  test('of elements move to the sheet of the site, the same ones as one rule', () => {
    const { html, sheet } = sealed(
      '<i style="--depth: 1"></i><i class=x style=\'--depth: 1\'></i><i style=width:2em></i>',
    );
    expect(html).toContain('<i data-style="0"></i><i class=x data-style="0"></i><i data-style="1"></i>');
    expect(sheet.css).toBe('[data-style="0"]{--depth: 1}\n[data-style="1"]{width:2em}');
    expect(html).toContain('<link rel="stylesheet" href="/styles.css"></head>');
  });
  test('are read as the browser reads them', () => {
    expect(sealed('<i style="--a:url(&quot;#x&quot;)&#39;"></i>').sheet.css).toBe(
      '[data-style="0"]{--a:url("#x")\'}',
    );
  });
  test('that are empty go, whether they say so or not', () => {
    expect(sealed('<i style></i><i style="" id=a></i>').html).toContain('<body><i></i><i id=a></i></body>');
  });
  test('that a script takes away again stay, by their digest', () => {
    const { html, directive } = sealed('<kbd style="display: none;"></kbd>');
    expect(html).toContain('<kbd style="display: none;">');
    expect(directive('style-src-attr')).toBe(`'unsafe-hashes' ${digest('display: none;')}`);
  });
  test('in text, in comments and in scripts are text', () => {
    const body =
      '<!-- <i style="a:b"> --><script>t = \'<i style="a:b">\'</script><p title=\'<i style="a:b">\'>&lt;i style="a:b"&gt;</p>';
    const { html, sheet } = sealed(body);
    expect(html).toContain(body);
    expect(sheet.css).toBe('');
  });
  test('as an element are named by their digest', () => {
    expect(sealed('<style>a{}</style>').directive('style-src')).toBe(`'self' ${digest('a{}')}`);
  });
});

test('the policy stands before anything that could run', () => {
  const { html } = sealPage(
    '<head><meta charset="utf-8"><script>a()</script></head>',
    new StyleSheet(),
    '/s.css',
  );
  expect(html).toMatch(
    /^<head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="[^"]+"><script>/,
  );
  expect(() => sealPage('<head></head>', new StyleSheet(), '/s.css')).toThrow('cannot be sealed');
});
