/**
 * What a page, and an impatient reader, do to a timeline: it is moved, given one trace after another, left in the middle of a
 * drag, read while a run goes on. The state that can be seen is the last one asked for.
 */
import { expect, type Locator, test } from '@playwright/test';
import type { TraceTimeline } from '../../src/timeline/trace-timeline.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { SpanTable } from '../../src/trace/model/span-table.ts';
import { traceText } from '../support/trace-text.ts';
import { openAlone } from './timeline-alone.ts';

const SHOP = traceText(`
  web  click        |0-100ms|
    shop  GET /cart |10-60ms|  http.route=/cart
      shop  render  |20-30ms|
`);
const BANK = traceText(`
  till  pay         |0-80ms|
    bank  book      |10-70ms|  @parent=nobody
    bank  transfer  |10-60ms|
    bank  notify    |20-30ms|
`);
const LATER = traceText(`
  web  click        |0-100ms|
    shop  GET /cart |10-60ms|  http.route=/cart
      shop  render  |20-30ms|
    shop  late      |90-300ms|
`);

const legend = (timeline: Locator) => timeline.getByRole('list', { name: 'Services' });
const focused = (timeline: Locator) =>
  timeline.evaluate(({ shadowRoot }) => shadowRoot?.activeElement?.getAttribute('aria-label'));

test('moved on the page with another view on show, it shows that view, and its rows when they are asked for', async ({
  page,
}) => {
  const timeline = await openAlone(page, SHOP);
  await timeline.getByRole('radio', { name: 'Flame' }).click();
  await expect(timeline.getByRole('treeitem', { name: /GET \/cart/ })).toBeVisible();
  await timeline.evaluate((element) => document.body.append(element));
  await expect(timeline.getByRole('treeitem', { name: /GET \/cart/ })).toBeVisible();
  await timeline.getByRole('radio', { name: 'Waterfall' }).click();
  await expect(timeline.getByRole('row', { name: /GET \/cart/ })).toBeVisible();
});

test('of two loads under way, the one asked for last is shown, whichever is read first', async ({ page }) => {
  const timeline = await openAlone(page, SHOP);
  const spans = await timeline.evaluate(
    async (element, [slow, fast]) => {
      const { load } = element as TraceTimeline;
      let letGo = () => {};
      const waits = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const file = new Blob([JSON.stringify(slow)]);
      const head = file.slice(0, 2);
      file.slice = () => Object.assign(head, { arrayBuffer: () => waits.then(() => new ArrayBuffer(0)) });
      const first = load.call(element as TraceTimeline, file);
      const second = await load.call(element as TraceTimeline, fast as OtlpTraces);
      letGo();
      return [(await first).spanCount, second.spanCount, (element as TraceTimeline).spanCount];
    },
    [SHOP, BANK] as const,
  );
  expect(spans).toEqual([3, 4, 4]);
});

test('another trace of as many services and faults has its own names and its own spans', async ({ page }) => {
  const orphan = traceText('old  gone  |0-9ms|  @parent=nobody\n  back  here  |1-2ms|');
  const timeline = await openAlone(page, orphan);
  await expect(legend(timeline).getByRole('listitem')).toHaveText(['old', 'back']);
  await expect(timeline.getByRole('button', { name: '1 parent missing' })).toBeVisible();
  await timeline.evaluate((element, next) => (element as TraceTimeline).load(next), BANK);
  await expect(legend(timeline).getByRole('listitem')).toHaveText(['till', 'bank']);
  await timeline.getByRole('button', { name: '1 parent missing' }).click();
  await expect(timeline.getByRole('row', { name: /bank, book/ })).toHaveAttribute('aria-selected', 'true');
});

test('a pointer that was let go outside drags nothing when it comes back', async ({ page }) => {
  const timeline = await openAlone(page, SHOP);
  const windowOf = () => timeline.evaluate((element) => (element as TraceTimeline).place.window);
  await timeline.evaluate((element) => {
    const { place } = element as TraceTimeline;
    (element as TraceTimeline).place = { ...place, window: { startNs: 40_000_000, endNs: 60_000_000 } };
  });
  const before = await windowOf();
  const grid = await timeline.getByRole('treegrid').boundingBox();
  if (grid === null) throw new Error('no rows');
  const xPx = grid.x + grid.width * 0.7;
  await page.mouse.move(xPx, grid.y + grid.height - 2);
  await page.mouse.down();
  await page.mouse.move(xPx, grid.y + grid.height + 60);
  await page.mouse.up();
  await page.mouse.move(xPx, grid.y + 10);
  await page.mouse.move(xPx - 120, grid.y + 12);
  expect(await windowOf()).toEqual(before);
});

test('while a run goes on, the reader stays at the button in the details', async ({ page }) => {
  const timeline = await openAlone(page, SHOP);
  await timeline.getByRole('row', { name: /GET \/cart/ }).click();
  const copy = timeline.getByRole('button', { name: 'Copy http.route' });
  await copy.focus();
  const share = timeline.getByRole('region', { name: 'Span details' }).getByText('50 %');
  await expect(share).toBeVisible();
  await timeline.evaluate((element, more) => {
    const running = element as TraceTimeline;
    running.live = true;
    (running.table as SpanTable).appendTraces(more);
    running.refresh();
  }, LATER);
  await expect(share).toBeHidden();
  expect(await focused(timeline)).toBe('Copy http.route');
});

test('what differs stays as it is while the pointer passes over the rows', async ({ page }) => {
  const timeline = await openAlone(page, SHOP);
  await timeline.evaluate((element, other) => (element as TraceTimeline).compareWith(other), BANK);
  await timeline.getByRole('button', { name: 'Next difference (n)' }).click();
  const close = timeline.getByRole('region', { name: 'What differs' }).getByRole('button', { name: 'Close' });
  await close.focus();
  const rows = timeline.getByRole('treegrid', { name: 'Spans of both traces' }).getByRole('row');
  await rows.first().hover();
  await rows.nth(1).hover();
  expect(await focused(timeline)).toBe('Close');
});

test('a search that was left before it was loaded dims nothing', async ({ page }) => {
  const timeline = await openAlone(page, SHOP);
  await timeline.evaluate(async (element) => {
    const timeline = element as TraceTimeline;
    const { place } = timeline;
    timeline.place = { ...place, query: '{ name = "render" }' };
    timeline.place = place;
    await import('/src/timeline/search/search-view.ts' as string);
  });
  await expect(timeline.getByRole('row', { name: /matches/ })).toHaveCount(0);
  await timeline.getByRole('button', { name: 'Search' }).click();
  await expect(timeline.getByRole('combobox')).toHaveValue('');
});

test('the edge of the names says how wide they may be', async ({ page }) => {
  const timeline = await openAlone(page, SHOP);
  const edge = timeline.getByRole('separator');
  const value = async (name: string) => Number(await edge.getAttribute(`aria-value${name}`));
  expect(await value('now')).toBeGreaterThanOrEqual(await value('min'));
  expect(await value('max')).toBeGreaterThan(await value('now'));
  await edge.focus();
  for (let press = 0; press < 60; press++) await page.keyboard.press('ArrowRight');
  expect(await value('now')).toBe(await value('max'));
});
