/**
 * `<trace-timeline>` alone on a page, as any page may use it: keys, pointer, touch, screen readers. The page's modules are
 * the sources themselves with their types taken off; nothing is built and nothing else is loaded.
 */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { traceText } from '../support/trace-text.ts';

const ORIGIN = 'http://timeline.test';
const PAGE = `<!doctype html><html lang="en"><title>Timeline</title><meta name="viewport" content="width=device-width">
<main><h1>A trace</h1><trace-timeline></trace-timeline></main>
<script type="importmap">{"imports": {
  "@lezer/common": "/node_modules/@lezer/common/dist/index.js",
  "@lezer/lr": "/node_modules/@lezer/lr/dist/index.js",
  "@grafana/lezer-traceql": "/node_modules/@grafana/lezer-traceql/index.es.js"
}}</script>
<script type="module" src="/src/timeline/element.ts"></script></html>`;

const TRACE = traceText(`
web  click  |0-100ms|
  api  GET /units  |5-95ms|  @status=error @message="hub gone"
    db  SELECT devices  |10-15ms|  db.system.name=postgresql
    db  SELECT devices  |20-25ms|  db.system.name=postgresql
    db  SELECT devices  |30-35ms|  db.system.name=postgresql
    db  SELECT devices  |40-45ms|  db.system.name=postgresql
    db  SELECT devices  |50-55ms|  db.system.name=postgresql
  api  publish  |96-97ms|  @id=p
---
worker  <img src=x onerror=alert(1)>  |110-120ms|  @link=p
`);

async function open(page: Page, traces: OtlpTraces): Promise<Locator> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (!/\.[jt]s$/.test(pathname)) return route.fulfill({ contentType: 'text/html', body: PAGE });
    const source = await readFile(new URL(`../..${pathname}`, import.meta.url), 'utf8');
    const body = pathname.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
    return route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.goto(ORIGIN);
  await page.waitForFunction(() => customElements.get('trace-timeline') !== undefined);
  const timeline = page.locator('trace-timeline');
  await timeline.evaluate((element, otlp) => void Reflect.get(element, 'load').call(element, otlp), traces);
  await expect(timeline.getByRole('row').first()).toBeVisible();
  return timeline;
}

const rowOf = (timeline: Locator, name: string | RegExp) => timeline.getByRole('row', { name });

/** What the minimap shows, as a picture: the same window gives the same. */
const minimapOf = (timeline: Locator) =>
  timeline.evaluate((element) =>
    element.shadowRoot?.querySelector<HTMLCanvasElement>('.mini canvas')?.toDataURL(),
  );

test.describe('the timeline', () => {
  test('says what each row is, and how many there are', async ({ page }) => {
    const timeline = await open(page, TRACE);
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '5');
    await expect(rowOf(timeline, 'web, click, 100 ms, unset')).toHaveAttribute('aria-level', '1');
    await expect(rowOf(timeline, 'api, GET /units, 90 ms, error')).toHaveAttribute('aria-posinset', '1');
    await expect(rowOf(timeline, /SELECT devices ×5, 25 ms in all.*N\+1/)).toHaveAttribute(
      'aria-expanded',
      'false',
    );
    await expect(timeline).toContainText('9 spans');
    await expect(timeline.locator('.more')).toBeHidden();
    await expect(timeline).toContainText('4 services');
    expect(await timeline.evaluate((element) => Reflect.get(element, 'spanCount'))).toBe(9);
  });

  test('is walked by keys: down to the fold, into it, to the details and back', async ({ page }) => {
    const timeline = await open(page, TRACE);
    await rowOf(timeline, /click/).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '10');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const details = timeline.getByRole('region', { name: 'Span details' });
    await expect(details).toContainText('db.system.name');
    await page.keyboard.press('Escape');
    await expect(details).toBeHidden();
    await expect(timeline.getByRole('row').and(page.locator(':focus'))).toHaveAttribute('aria-level', '4');
    await page.keyboard.press('End');
    await expect(timeline.getByRole('row').and(page.locator(':focus'))).toHaveAccessibleName(/^worker/);
  });

  test('selects what is clicked, and tells the page', async ({ page }) => {
    const timeline = await open(page, TRACE);
    const selected = timeline.evaluate(
      (element) =>
        new Promise<unknown>((resolve) => {
          element.addEventListener('spanselect', (event) => resolve(Reflect.get(event, 'detail')), {
            once: true,
          });
        }),
    );
    await rowOf(timeline, /GET \/units/).click({ position: { x: 100, y: 12 } });
    expect(await selected).toMatchObject({ span: 1, spanId: '0000000000000002' });
    await expect(rowOf(timeline, /GET \/units/)).toHaveAttribute('aria-selected', 'true');
    await expect(timeline.getByRole('region', { name: 'Span details' })).toContainText('error: hub gone');
  });

  test('follows a link to the span it names', async ({ page }) => {
    const timeline = await open(page, TRACE);
    await rowOf(timeline, /worker/).click({ position: { x: 100, y: 12 } });
    await timeline.getByRole('button', { name: '→ api · publish' }).click();
    await expect(rowOf(timeline, /publish/)).toHaveAttribute('aria-selected', 'true');
  });

  test('shows foreign text as text', async ({ page }) => {
    const timeline = await open(page, TRACE);
    await expect(timeline.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
    await expect(timeline.locator('img')).toHaveCount(0);
  });

  test('zooms at the pointer with ctrl and the wheel, and fits again', async ({ page }) => {
    const timeline = await open(page, TRACE);
    const box = await timeline.getByRole('treegrid').boundingBox();
    const whole = await minimapOf(timeline);
    await page.mouse.move((box?.x ?? 0) + 600, (box?.y ?? 0) + 20);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await expect.poll(() => minimapOf(timeline)).not.toBe(whole);
    await page.mouse.move(0, 0);
    await timeline.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(() => minimapOf(timeline)).toBe(whole);
  });

  test('an open span grows while the run is live and is lost when it has settled', async ({ page }) => {
    const timeline = await open(page, TRACE);
    await timeline.evaluate((element, otlp) => {
      Reflect.set(element, 'live', true);
      const table = Reflect.get(element, 'table');
      table.appendStarted(otlp);
      Reflect.get(element, 'refresh').call(element);
    }, traceText('---\n---\nweb  waits  |50ms-|'));
    await expect(rowOf(timeline, 'web, waits, open, unset')).toBeVisible();
    await timeline.evaluate((element) => Reflect.get(element, 'settle').call(element));
    await expect(rowOf(timeline, 'web, waits, lost, unset')).toBeVisible();
    await expect(timeline).toContainText('1 lost');
  });

  test('keeps the focus on a span that is scrolled away', async ({ page }) => {
    const lines = Array.from({ length: 3_000 }, (_, k) => `  api  op ${k}  |${k}-${k + 1}ms|`);
    const timeline = await open(page, traceText(`web  click  |0-3000ms|\n${lines.join('\n')}`));
    await rowOf(timeline, /click/).focus();
    await page.keyboard.press('End');
    await expect(rowOf(timeline, /op 2999,/)).toBeFocused();
    await timeline.locator('.scroll').evaluate((scroll) => scroll.scrollTo(0, 0));
    await expect(rowOf(timeline, /click/)).toBeVisible();
    await expect(rowOf(timeline, /op 2999,/)).toBeFocused();
    expect(await timeline.getByRole('row').count()).toBeLessThan(30);
  });

  test('is searched with TraceQL: a slash, matches counted and walked, errors placed', async ({ page }) => {
    const timeline = await open(page, TRACE);
    await rowOf(timeline, /click/).focus();
    await page.keyboard.press('/');
    const query = timeline.getByRole('combobox', { name: 'TraceQL query' });
    await expect(query).toBeFocused();
    await query.fill('{ name = }');
    const words = timeline.getByRole('search').getByRole('status');
    await expect(words).toHaveText(/^character 10: /);
    await expect(query).toHaveAttribute('aria-invalid', 'true');
    await query.fill('{ name = "SELECT devices" || status = error }');
    await expect(words).toHaveText('6 of 9 spans match');
    await expect(rowOf(timeline, /GET \/units.*, matches$/)).toBeVisible();
    await expect(rowOf(timeline, /publish, 1 ms, unset$/)).toHaveClass(/dim/);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(words).toHaveText('1 of 6');
    await expect(rowOf(timeline, /GET \/units/)).toHaveAttribute('aria-selected', 'true');
    await timeline.getByRole('button', { name: 'Next match' }).click();
    await expect(timeline.getByRole('row', { selected: true })).toHaveAttribute('aria-level', '4');
    await query.press('Escape');
    await expect(query).toBeHidden();
    await expect(timeline.locator('.dim')).toHaveCount(0);
    await expect(timeline.getByRole('row').and(page.locator(':focus'))).toHaveCount(1);
  });

  test('cuts no row in half, says how many are below and goes there', async ({ page }) => {
    const lines = Array.from({ length: 39 }, (_, k) => `  api  op ${k}  |${k}-${k + 1}ms|`);
    const timeline = await open(page, traceText(`web  click  |0-40ms|\n${lines.join('\n')}`));
    const scroll = timeline.locator('.scroll');
    const heightPx = await scroll.evaluate(({ clientHeight }) => clientHeight);
    const wholeRows = (heightPx - 26) / 36;
    expect(Number.isInteger(wholeRows)).toBe(true);
    const more = timeline.locator('.more');
    await expect(more).toHaveText(`+${40 - wholeRows} rows ↓`);
    await more.click();
    await more.click();
    await more.click();
    await expect(rowOf(timeline, /op 38,/)).toBeVisible();
    await expect(more).toHaveText('first row ↑');
    await more.click();
    await expect(rowOf(timeline, /click/)).toBeVisible();
  });

  test('fits a narrow screen, and is tapped and pinched there', async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, hasTouch: true });
    const page = await context.newPage();
    const timeline = await open(page, TRACE);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const whole = await minimapOf(timeline);
    const { x, y } = (await timeline.getByRole('treegrid').boundingBox()) ?? { x: 0, y: 0 };
    const fingers = (apartPx: number) => [
      { x: x + 150 - apartPx, y: y + 60, id: 1 },
      { x: x + 150 + apartPx, y: y + 60, id: 2 },
    ];
    const touch = await context.newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof fingers>) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    await send('touchStart', fingers(20));
    for (const apartPx of [40, 60, 80]) await send('touchMove', fingers(apartPx));
    await send('touchEnd', []);
    await expect.poll(() => minimapOf(timeline)).not.toBe(whole);
    await rowOf(timeline, /publish/).tap();
    await expect(timeline.getByRole('region', { name: 'Span details' })).toBeVisible();
    await context.close();
  });

  test('is zoomed by the brush of the minimap, and made whole by a double click', async ({ page }) => {
    const timeline = await open(page, TRACE);
    const whole = await minimapOf(timeline);
    const box = (await timeline.locator('.mini').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width * 0.2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => minimapOf(timeline)).not.toBe(whole);
    await page.mouse.dblclick(box.x + box.width * 0.8, box.y + 10);
    await expect.poll(() => minimapOf(timeline)).toBe(whole);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has nothing that axe objects to, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      const timeline = await open(page, TRACE);
      await page.addStyleTag({ content: ':root { color-scheme: light dark }' });
      await rowOf(timeline, /GET \/units/).click({ position: { x: 100, y: 12 } });
      await expect(timeline.getByRole('region', { name: 'Span details' })).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
});
