/** What a page names and what stands in its sheet once they are joined. */
import { expect, test } from 'vitest';
import { joinSheets, type Sheets } from '../../../scripts/join-sheets.ts';

const SHEETS: Readonly<Record<string, string>> = {
  '/w/_astro/layers.css': '@layer a, b;',
  '/w/_astro/a.css': '@layer a{i{color:red}}',
  '/w/_astro/b.css': 'i{color:blue}',
};
const sheets: Sheets = {
  read(href) {
    const css = SHEETS[href];
    if (css === undefined) throw new Error(`Nobody should read ${href}.`);
    return css;
  },
  isScripts: () => false,
};
const link = (name: string, more = '') => `<link rel="stylesheet" href="/w/_astro/${name}.css"${more}>`;
const page = (head: string, body = '') => `<html><head>${head}</head><body>${body}</body></html>`;

test('the sheets of a page become one, in their order, where the first one stood', () => {
  const head = `<meta charset="utf-8">${link('layers')}<title>T</title>${link('a')}${link('b')}`;
  const { html, sheet, hrefs } = joinSheets(page(head), sheets);
  expect(sheet?.css).toBe('@layer a, b;\n@layer a{i{color:red}}\ni{color:blue}');
  expect(sheet?.href).toMatch(/^\/w\/_astro\/page\.[0-9a-f]{8}\.css$/);
  expect(html).toBe(
    page(`<meta charset="utf-8"><link rel="stylesheet" href="${sheet?.href}"><title>T</title>`),
  );
  expect(hrefs).toEqual(Object.keys(SHEETS));
});

test('pages with the same sheets share one, and the order makes another', () => {
  const name = (...names: string[]) =>
    joinSheets(page(names.map((one) => link(one)).join('')), sheets).sheet?.href;
  expect(name('layers', 'a')).toBe(name('layers', 'a'));
  expect(name('layers', 'a')).not.toBe(name('a', 'layers'));
});

test('a sheet for a medium, and one in the middle of a page, stay as they are', () => {
  const paper = link('paper', ' media="print"');
  const { html, sheet } = joinSheets(page(link('layers') + paper + link('a'), link('b')), sheets);
  expect(html).toBe(page(`<link rel="stylesheet" href="${sheet?.href}">${paper}`, link('b')));
});

test('a sheet that a script brings along stays named, and is not fetched', () => {
  const own = { ...sheets, isScripts: (href: string) => href.endsWith('/a.css') };
  const { html, sheet } = joinSheets(page(link('layers') + link('a') + link('b')), own);
  expect(sheet?.css).toContain('color:red');
  // Told apart by its first attribute, for whoever counts what a page fetches.
  const named = '<link disabled rel="stylesheet" href="/w/_astro/a.css">';
  expect(html).toBe(page(`<link rel="stylesheet" href="${sheet?.href}">${named}`));
});

test('a page with one sheet keeps it', () => {
  const html = page(link('a'));
  expect(joinSheets(html, sheets)).toEqual({ html, hrefs: [] });
});
