/** Two runs row by row, replay, links to a place: by keys, in words, for screen readers, at every width. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { traceText } from '../support/trace-text.ts';
import { ORIGIN, openAlone } from './timeline-alone.ts';

const queries = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const at = 10 + i * 6;
    return `  api  SELECT devices  |${at}-${at + 5}ms|  db.system.name=postgresql`;
  }).join('\n');
const SLOW = traceText(
  `api  GET /units  |0-100ms|  rows=12\n  api  SELECT units  |1-9ms|\n${queries(12)}\n  hub  <b>old</b>  |85-90ms|`,
);
const FAST = traceText(
  `api  GET /units  |0-40ms|  rows=3\n  api  SELECT units  |1-9ms|\n${queries(1)}\n  api  audit  |20-25ms|`,
);

const compare = (timeline: Locator, traces: OtlpTraces) =>
  timeline.evaluate(
    (element, otlp) =>
      Reflect.get(element, 'compareWith').call(element, otlp, { label: 'Run 1', ownLabel: 'Run 2' }),
    traces,
  );
const rowOf = (timeline: Locator, name: string | RegExp) => timeline.getByRole('row', { name });
const focused = (timeline: Locator) => timeline.getByRole('row').and(timeline.locator(':focus'));

test.describe('two runs', () => {
  test('are told apart in a sentence, and row by row', async ({ page }) => {
    const timeline = await openAlone(page, FAST);
    await compare(timeline, SLOW);
    await expect(timeline.getByRole('status').first()).toContainText(
      'Run 2 against Run 1: 11 spans fewer, 60 ms faster: SELECT devices ×12 became ×1',
    );
    await expect(timeline.getByRole('treegrid', { name: 'Spans of both traces' })).toHaveAttribute(
      'aria-rowcount',
      '5',
    );
    await expect(rowOf(timeline, 'api, audit, added, 5 ms')).toContainText('+');
    await expect(rowOf(timeline, 'hub, <b>old</b>, removed, 5 ms')).toContainText('removed');
    await expect(rowOf(timeline, /SELECT devices, 12 times, then once, 11 fewer/)).toHaveAttribute(
      'aria-expanded',
      'false',
    );
    await expect(rowOf(timeline, 'api, GET /units, changed: rows 12 → 3, 60 ms faster')).toBeVisible();
  });

  test('are walked by keys: the next difference, what it is, only what differs', async ({ page }) => {
    const timeline = await openAlone(page, FAST);
    await compare(timeline, SLOW);
    await rowOf(timeline, /GET .units/).focus();
    await page.keyboard.press('ArrowDown');
    await expect(focused(timeline)).toHaveAccessibleName(/SELECT units/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '17');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    await page.keyboard.press('p');
    await expect(focused(timeline)).toHaveAccessibleName('api, audit, added, 5 ms');
    const panel = timeline.getByRole('region', { name: 'What differs' });
    await expect(panel.getByRole('row', { name: 'length – 5 ms' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await timeline.getByRole('button', { name: 'Only what differs' }).press('Enter');
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '4');
    await expect(rowOf(timeline, /SELECT units/)).toHaveCount(0);
  });

  test('end with the comparison, which tells the page', async ({ page }) => {
    const timeline = await openAlone(page, FAST);
    const told = timeline.evaluate(
      (element) =>
        new Promise((resolve) => {
          element.addEventListener('comparechange', (event) => resolve(Reflect.get(event, 'detail')), {
            once: true,
          });
        }),
    );
    await compare(timeline, SLOW);
    expect(await told).toEqual({ label: 'Run 1' });
    await timeline.evaluate((element) => Reflect.set(element, 'compare', undefined));
    await expect(timeline.getByRole('treegrid', { name: 'Spans', exact: true })).toBeVisible();
    await expect(timeline.getByRole('radio', { name: 'Compare' })).toBeHidden();
  });

  for (const [name, media, width] of [
    ['dark', { colorScheme: 'dark' }, 1200],
    ['narrow', {}, 360],
    ['forced colours', { forcedColors: 'active' }, 1200],
  ] as const) {
    test(`are accessible: ${name}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia(media);
      const timeline = await openAlone(page, FAST);
      await compare(timeline, SLOW);
      await rowOf(timeline, /audit/).click();
      await expect(timeline.getByRole('region', { name: 'What differs' })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    });
  }
});

test.describe('a replay', () => {
  async function openReplay(timeline: Locator): Promise<void> {
    await timeline.getByRole('button', { name: 'More' }).press('Enter');
    await timeline.getByRole('button', { name: 'Replay' }).press('Enter');
    await expect(timeline.getByRole('slider', { name: 'Time in the trace' })).toBeVisible();
  }

  test('goes by keys: from moment to moment, to the end, and away', async ({ page }) => {
    const timeline = await openAlone(page, FAST);
    await openReplay(timeline);
    await expect(timeline).toContainText('1 open, 0 ended, 3 to come');
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '1');
    await expect(rowOf(timeline, /GET .units, open/)).toBeVisible();
    await page.keyboard.press('.');
    await expect(timeline).toContainText('1 ms · 2 open, 0 ended, 2 to come');
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '2');
    const slider = timeline.getByRole('slider', { name: 'Time in the trace' });
    await slider.press('End');
    await expect(slider).toHaveAttribute('aria-valuetext', '40 ms of 40 ms, 0 open, 4 ended, 0 to come');
    await expect(timeline.getByRole('button', { name: 'Again' })).toBeVisible();
    await slider.press('Home');
    await expect(timeline).toContainText('3 to come');
    await slider.press('Escape');
    await expect(slider).toBeHidden();
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '4');
  });

  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    test(`plays to its end by itself, motion: ${reducedMotion}`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion });
      const timeline = await openAlone(page, FAST);
      await openReplay(timeline);
      await timeline.getByRole('combobox', { name: 'Speed' }).selectOption('real time');
      await timeline.getByRole('slider', { name: 'Time in the trace' }).press(' ');
      await expect(timeline).toContainText('40 ms · 0 open, 4 ended, 0 to come');
      await expect(timeline.getByRole('button', { name: 'Again' })).toBeVisible();
    });
  }

  test('waits until a live run has settled', async ({ page }) => {
    const timeline = await openAlone(page, FAST);
    await timeline.evaluate((element) => {
      Reflect.set(element, 'live', true);
      Reflect.get(element, 'openTool').call(element, 'replay');
    });
    await expect(timeline).toContainText('It can be replayed when it has settled.');
    await timeline.evaluate((element) => Reflect.get(element, 'settle').call(element));
    await expect(timeline.getByRole('slider', { name: 'Time in the trace' })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

test.describe('a link', () => {
  const placeOf = (timeline: Locator) => timeline.evaluate((element) => Reflect.get(element, 'place'));

  test('leads back to span, zoom, rows and search', async ({ page, context }) => {
    const timeline = await openAlone(page, SLOW);
    await rowOf(timeline, /SELECT devices ×12/).press('ArrowRight');
    await page.keyboard.press('End');
    await expect(focused(timeline)).toHaveAccessibleName(/old/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('z');
    await timeline.getByRole('button', { name: 'Search' }).click();
    await timeline.getByLabel('TraceQL query').fill('{ name = "SELECT units" }');
    await expect(timeline).toContainText('1 of 15 spans match');
    await timeline.evaluate((element) => Reflect.get(element, 'openTool').call(element, 'copy-link'));
    const link = await timeline.getByLabel('Link to this place').inputValue();
    expect(link).toMatch(/^http:\/\/timeline\.test\/#trace=0+1&span=/);
    const other = await context.newPage();
    const again = await openAlone(other, SLOW, {
      attributes: 'deep-links',
      hash: link.slice(`${ORIGIN}/`.length),
    });
    await expect(again.getByRole('region', { name: 'Span details' })).toContainText('old');
    await expect(again.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '16');
    await expect(again).toContainText('1 of 15 spans match');
    expect(await placeOf(again)).toEqual(await placeOf(timeline));
  });

  test('that was made by an enemy changes nothing', async ({ page }) => {
    const hash = `#trace=${'1'.padStart(32, '0')}&span=<script>&view=javascript:1&from=9e99&to=-1&q=%00`;
    const timeline = await openAlone(page, FAST, { attributes: 'deep-links', hash });
    await expect(timeline.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '4');
    expect(await timeline.evaluate((element) => Reflect.get(element, 'view'))).toBe('waterfall');
    await expect(timeline.getByRole('region', { name: 'Span details' })).toHaveCount(0);
  });

  test('the page is told where the reader is', async ({ page }) => {
    const timeline = await openAlone(page, FAST);
    const told = timeline.evaluate(
      (element) =>
        new Promise((resolve) => {
          element.addEventListener('placechange', (event) => {
            const { place } = Reflect.get(event, 'detail');
            if (place.spanId !== undefined) resolve(place);
          });
        }),
    );
    await rowOf(timeline, /audit/).press('Enter');
    expect(await told).toMatchObject({ view: 'waterfall', spanId: '4'.padStart(16, '0') });
  });
});
