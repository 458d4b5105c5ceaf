/** The built site as a host of files gets it: complete in itself, and knowing where it stands. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { STATIC_BASE, STATIC_PLACE } from '../../scripts/static-site.ts';
import { onSite, siteOrigin, staticOnly } from './host.ts';

const { dir, siteUrl } = STATIC_PLACE;
const files = () =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(dir, file)).isFile(),
  );
const read = (file: string) => readFileSync(path.join(dir, file), 'utf8');

/** What a page or a sheet refers to, as addresses on `https://example.org`. */
function references(file: string): URL[] {
  const at = new URL(STATIC_BASE + file.replace(/index\.html$/, ''), siteUrl);
  const pattern = file.endsWith('.css')
    ? /url\(\s*['"]?([^'")]+)/g
    : /\s(?:href|src|poster|component-url|renderer-url)="([^"]+)"/g;
  return [...read(file).matchAll(pattern)].map(([, text = '']) => new URL(text.replaceAll('&amp;', '&'), at));
}

test.describe('the files of the site', staticOnly('reads them'), () => {
  test('whatever a page or a sheet of this site refers to is there, below its path', () => {
    const missing = files()
      .filter((file) => /\.(html|css)$/.test(file))
      .flatMap((file) =>
        references(file)
          .filter(({ origin }) => origin === new URL(siteUrl ?? '').origin)
          .filter(({ pathname }) => !isFile(decodeURI(pathname)))
          .map(({ pathname }) => `${file}: ${pathname}`),
      );
    expect(missing).toEqual([]);
  });

  test('a page names its own address, and the sitemap names every page', () => {
    const canonical = /<link rel="canonical" href="([^"]+)"/.exec(read('dev/index.html'))?.[1];
    expect(canonical).toBe(`${siteUrl}${STATIC_BASE}dev/`);
    expect(read('robots.txt')).toContain(`Sitemap: ${siteUrl}${STATIC_BASE}sitemap-index.xml`);
    const listed = [...read('sitemap-0.xml').matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
    const pages = files()
      .filter((file) => path.basename(file) === 'index.html')
      .map((file) => `${siteUrl}${STATIC_BASE}${file.slice(0, -'index.html'.length)}`);
    expect(listed.sort()).toEqual(pages.sort());
  });

  test('an address without a page is answered 404, with a page that finds home', async ({ page }) => {
    const answer = await page.goto(onSite('/no/such/page/'));
    expect(answer?.status()).toBe(404);
    await page.getByRole('link', { name: 'To the first page' }).click();
    await expect(page).toHaveURL(new URL(STATIC_BASE, siteOrigin()).href);
  });

  test('what is named by its content may be kept for ever, pages are asked anew', async ({ request }) => {
    const asset = readdirSync(path.join(dir, '_astro'))[0];
    const cacheControl = async (file: string) => (await request.get(onSite(file))).headers()['cache-control'];
    expect(await cacheControl(`/_astro/${asset}`)).toContain('immutable');
    expect(await cacheControl('/dev/')).toBe('no-cache');
    expect(await cacheControl('/worker/manifest.json')).toBe('no-cache');
  });
});

function isFile(pathname: string): boolean {
  if (!pathname.startsWith(STATIC_BASE)) return false;
  const file = path.join(dir, pathname.slice(STATIC_BASE.length));
  return existsSync(file) && (statSync(file).isFile() || existsSync(path.join(file, 'index.html')));
}
