/**
 * `<trace-timeline>` alone on a page, as any page may use it. The page's modules are the sources themselves with their types
 * taken off; nothing is built and nothing else is loaded.
 */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { expect, type Locator, type Page } from '@playwright/test';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';

export const ORIGIN = 'http://timeline.test';

const pageWith = (
  attributes: string,
) => `<!doctype html><html lang="en"><title>Timeline</title><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark }</style>
<main><h1>A trace</h1><trace-timeline ${attributes}></trace-timeline></main>
<script type="importmap">{"imports": {
  "@dagrejs/dagre": "/node_modules/@dagrejs/dagre/dist/dagre.esm.js",
  "@lezer/common": "/node_modules/@lezer/common/dist/index.js",
  "@lezer/lr": "/node_modules/@lezer/lr/dist/index.js",
  "@grafana/lezer-traceql": "/node_modules/@grafana/lezer-traceql/index.es.js"
}}</script>
<script type="module" src="/src/timeline/element.ts"></script></html>`;

/** Text of a module by its path, as the page gets it: the same for every test. */
const modules = new Map<string, Promise<string>>();

async function moduleAt(pathname: string): Promise<string> {
  const source = await readFile(new URL(`../..${pathname}`, import.meta.url), 'utf8');
  return pathname.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
}

export async function openAlone(
  page: Page,
  traces: OtlpTraces,
  { attributes = '', hash = '' } = {},
): Promise<Locator> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (!/\.[jt]s$/.test(pathname)) {
      return route.fulfill({ contentType: 'text/html', body: pageWith(attributes) });
    }
    const text = modules.get(pathname) ?? moduleAt(pathname);
    modules.set(pathname, text);
    return route.fulfill({ contentType: 'text/javascript', body: await text });
  });
  await page.goto(`${ORIGIN}/${hash}`);
  await page.waitForFunction(() => customElements.get('trace-timeline') !== undefined);
  const timeline = page.locator('trace-timeline');
  await timeline.evaluate((element, otlp) => Reflect.get(element, 'load').call(element, otlp), traces);
  await expect(timeline.getByRole('row').first()).toBeVisible();
  return timeline;
}
