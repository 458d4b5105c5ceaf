import { describe, expect, test } from 'vitest';
import { siteFiles } from '../../../scripts/site-files.ts';
import { basePath } from '../../../scripts/static-host.ts';

const file = (path: string, text = '', bytes = text.length) => ({
  path,
  content: new Uint8Array(bytes).fill(text.length),
});

describe('what a service worker keeps', () => {
  test('pages by the address of their folder; assets by their names; what is large when there is time', () => {
    const { pages, assets, heavy } = siteFiles([
      file('index.html'),
      file('dev/index.html'),
      file('404.html'),
      file('_astro/small.B1.js', 'abc'),
      file('_astro/large.B2.js', '', 500_000),
      file('worker/manifest.json'),
      file('worker/demo-server-0123456789ab.js'),
    ]);
    expect(pages.map(({ url }) => url)).toEqual(['./', 'dev/', '404.html', 'worker/manifest.json']);
    expect(assets).toEqual([{ url: '_astro/small.B1.js', bytes: 3 }]);
    expect(heavy).toEqual([
      { url: '_astro/large.B2.js', bytes: 500_000 },
      { url: 'worker/demo-server-0123456789ab.js', bytes: 0 },
    ]);
  });

  test('nothing that only other machines ask for', () => {
    const names = [
      'service-worker.js',
      'robots.txt',
      'sitemap-index.xml',
      'sitemap-0.xml',
      '_headers',
      'api/health',
    ];
    expect(siteFiles(names.map((name) => file(name)))).toMatchObject({ pages: [], assets: [], heavy: [] });
  });

  test('the version changes with the content of a page', () => {
    const version = (text: string) => siteFiles([file('dev/index.html', text)]).version;
    expect(version('a')).toBe(version('b'));
    expect(version('a')).not.toBe(version('ab'));
  });
});

test.each([
  [undefined, '/'],
  ['', '/'],
  ['/', '/'],
  ['workshop', '/workshop/'],
  ['/workshop', '/workshop/'],
  ['/a/b/', '/a/b/'],
])('the base path %j is %j', (text, expected) => expect(basePath(text)).toBe(expected));
