/**
 * The timeline on a page that loads nothing else (`/element/example.html`): its views, files in and out, by pointer and by
 * keys, for eyes and ears. What is asserted is what a person would see or a screen reader would say.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { traceText } from '../support/trace-text.ts';

const PAGE = '/element/example.html';

async function open(page: Page): Promise<Locator> {
  await page.goto(PAGE);
  const timeline = page.locator('trace-timeline');
  await expect(timeline.getByText('28 spans').first()).toBeVisible();
  return timeline;
}

async function choose(timeline: Locator, view: string): Promise<void> {
  await timeline
    .getByRole('radiogroup', { name: 'View' })
    .getByRole('radio', { name: view, exact: true })
    .click();
}

async function openTool(timeline: Locator, tool: string): Promise<Locator> {
  await timeline.getByRole('button', { name: 'More' }).click();
  await timeline.getByRole('button', { name: tool, exact: true }).click();
  const region = timeline.getByRole('region', { name: tool });
  // It takes the focus when it is there, which would close a menu opened meanwhile.
  await expect(region.getByRole('button').first()).toBeVisible();
  return region;
}

const spanCount = (timeline: Locator) =>
  timeline.evaluate((element) => Reflect.get(element, 'spanCount') as number);

/** Jaeger JSON of two traces, one of them large, with three faults. */
function foreignFile(spans: number): string {
  const trace = (traceID: string, count: number) => ({
    traceID,
    processes: { p1: { serviceName: 'front', tags: [] }, p2: { serviceName: 'back', tags: [] } },
    spans: Array.from({ length: count }, (_, i) => ({
      traceID,
      spanID: (i + 1).toString(16),
      operationName: i === 0 ? 'GET /shop' : `step ${i % 50}`,
      references:
        i === 0 ? [] : [{ refType: 'CHILD_OF', traceID, spanID: (Math.floor(i / 8) + 1).toString(16) }],
      startTime: 1_750_000_000_000_000 + i,
      duration: i === 0 ? count * 10 : 40,
      tags: [],
      logs: [],
      processID: i % 2 === 0 ? 'p1' : 'p2',
    })),
  });
  const small = trace('beef', 3);
  const faulty = { ...small, spans: [...small.spans, null, 7, { spanID: 'not hex' }] };
  return JSON.stringify({ data: [trace('cafe', spans), faulty] });
}

/** As a person drops: the file is made in the page. */
async function drop(timeline: Locator, name: string, content: Buffer | string): Promise<void> {
  const bytes = Buffer.from(content).toString('base64');
  await timeline.evaluate(
    (element, given) => {
      const data = new DataTransfer();
      data.items.add(
        new File([Uint8Array.from(atob(given.bytes), (char) => char.charCodeAt(0))], given.name),
      );
      for (const type of ['dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    },
    { name, bytes },
  );
}

async function hasNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('trace-timeline').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test.describe('the flame graph', () => {
  test('is walked, zoomed and left by keys, and hands its slowest span to the details', async ({ page }) => {
    const timeline = await open(page);
    await choose(timeline, 'Flame');
    const tree = timeline.getByRole('tree', { name: 'Call paths' });
    await tree.getByRole('treeitem', { name: /^web, POST \/checkout/ }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(tree.getByRole('treeitem').and(page.locator(':focus'))).toHaveAccessibleName(
      /POST \/payments/,
    );
    await page.keyboard.press('Enter');
    await expect(tree.getByRole('treeitem', { name: /GET \/products/ })).toHaveCount(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(tree.getByRole('treeitem').and(page.locator(':focus'))).toHaveAccessibleName(
      /bank\.example.*2 calls.*2 errors/,
    );
    await page.keyboard.press(' ');
    await expect(timeline.getByRole('region', { name: 'Span details' })).toContainText('bank.example');
    await page.keyboard.press('Escape');
    await expect(tree.getByRole('treeitem', { name: /GET \/products/ })).not.toHaveCount(0);
  });

  test('says what its widths mean, and can show own time', async ({ page }) => {
    const timeline = await open(page);
    await choose(timeline, 'Flame');
    await expect(timeline).toContainText('Calls that ran side by side count each');
    await timeline.getByRole('radio', { name: 'Self time' }).click();
    await expect(timeline).toContainText('time in which no child ran');
  });
});

test.describe('the table', () => {
  test('sorts, gathers and shows attributes, and selects as the other views do', async ({ page }) => {
    const timeline = await open(page);
    await choose(timeline, 'Table');
    const table = timeline.getByRole('table', { name: 'Spans' });
    await expect(table).toHaveAttribute('aria-rowcount', '29');
    await table.getByRole('button', { name: 'Duration' }).click();
    await expect(table.getByRole('columnheader', { name: 'Duration' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await expect(table.getByRole('row').nth(1)).toContainText('POST /checkout');
    await timeline.getByLabel('Attribute to show as a column').fill('http.route');
    await page.keyboard.press('Enter');
    await expect(table.getByRole('row').nth(1)).toContainText('/checkout');
    await table.getByRole('rowheader', { name: 'SMTP send' }).getByRole('button').click();
    await expect(timeline.getByRole('region', { name: 'Span details' })).toContainText('smtp.example');
    await timeline.getByRole('radio', { name: 'Groups' }).click();
    const groups = timeline.getByRole('table', { name: 'Groups of like spans' });
    await expect(groups.getByRole('row', { name: /SELECT price/ })).toContainText('27 ms');
    await choose(timeline, 'Waterfall');
    await expect(timeline.getByRole('row', { name: /SMTP send/ })).toHaveAttribute('aria-selected', 'true');
  });

  test('is walked by keys, one row a stop, and follows a search', async ({ page }) => {
    const timeline = await open(page);
    await choose(timeline, 'Table');
    await timeline.getByRole('rowheader').first().getByRole('button').focus();
    await page.keyboard.press('ArrowDown');
    await expect(timeline.locator('tbody button:focus')).toHaveText('load cart');
    await page.keyboard.press('End');
    await expect(timeline.locator('tbody button:focus')).toHaveText('SMTP send');
    await page.keyboard.press('/');
    await timeline.getByLabel('TraceQL query').fill('{ status = error }');
    await page.keyboard.press('Enter');
    await expect(timeline.getByRole('table', { name: 'Spans' })).toHaveAttribute('aria-rowcount', '6');
    await expect(timeline).toContainText('the 5 of 28 spans that match');
  });
});

test.describe('the service map', () => {
  test('is walked along the calls, and marks their spans in the waterfall', async ({ page }) => {
    const timeline = await open(page);
    await choose(timeline, 'Map');
    const map = timeline.getByRole('group', { name: /^Service map: 11 places/ });
    await map.getByRole('button', { name: /^web, service/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await expect(map.getByRole('button').and(page.locator(':focus'))).toHaveAccessibleName(/^web to /);
    await map.getByRole('button', { name: /^catalogue to postgresql shop, 10 calls/ }).focus();
    await page.keyboard.press('Enter');
    await expect(
      timeline.getByRole('status').filter({ hasText: 'Marked: catalogue to postgresql shop' }),
    ).toBeVisible();
    await timeline.getByRole('button', { name: 'Show in the waterfall' }).click();
    await expect(timeline.getByRole('row', { name: /SELECT price ×9/ })).toHaveClass(/hot/);
  });

  test('says the same as a table', async ({ page }) => {
    const timeline = await open(page);
    await choose(timeline, 'Map');
    await timeline.getByRole('radiogroup', { name: 'Show as' }).getByRole('radio', { name: 'Table' }).click();
    await expect(timeline.getByRole('row', { name: /payment bank\.example 2 2/ })).toBeVisible();
  });
});

test.describe('files', () => {
  test('come by picker: gzipped, foreign, large, and what could not be read is listed', async ({ page }) => {
    const timeline = await open(page);
    const tool = await openTool(timeline, 'Open file');
    const chooser = page.waitForEvent('filechooser');
    await tool.getByRole('button', { name: 'Choose files' }).click();
    const buffer = gzipSync(foreignFile(20_000));
    await (await chooser).setFiles({ name: 'shop.json.gz', mimeType: 'application/gzip', buffer });
    await expect(tool.getByRole('status')).toContainText('shop.json.gz: Jaeger JSON, 20,003 spans.');
    await expect(tool).toContainText('2 left out: not records of telemetry');
    await expect(tool).toContainText('data[1], spans[3]');
    await expect(timeline).toContainText('20,003 spans');
    await tool.getByLabel('Trace').selectOption({ label: 'GET /shop · front · 42 µs · 3 spans' });
    await expect.poll(() => spanCount(timeline)).toBe(3);
    for (const view of ['Flame', 'Table', 'Map', 'Waterfall']) await choose(timeline, view);
    await tool.getByRole('button', { name: 'Back to what was shown' }).click();
    await expect.poll(() => spanCount(timeline)).toBe(28);
  });

  test('come by drop, and a large one is shown by every view', async ({ page }) => {
    const timeline = await open(page);
    await drop(timeline, 'shop.json', foreignFile(20_000));
    await expect(timeline).toContainText('20,003 spans');
    await choose(timeline, 'Flame');
    await expect(timeline.getByRole('treeitem', { name: /^front, GET \/shop, 2 calls/ })).toBeVisible();
    await choose(timeline, 'Table');
    await expect(timeline.getByRole('table', { name: 'Spans' })).toHaveAttribute('aria-rowcount', '20004');
    await choose(timeline, 'Map');
    await expect(timeline.getByRole('button', { name: /^front to back/ })).toBeVisible();
    const nodes = await timeline.evaluate((element) => element.shadowRoot?.querySelectorAll('*').length ?? 0);
    expect(nodes).toBeLessThanOrEqual(600);
  });

  test('come by paste, and say what is wrong with what is none', async ({ page }) => {
    const timeline = await open(page);
    const paste = (text: string) =>
      timeline.evaluate((element, given) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', given);
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      }, text);
    await paste('{"resourceSpans": [');
    const tool = timeline.getByRole('region', { name: 'Open file' });
    await expect(tool.getByRole('status')).toContainText(
      'No span could be read, so the timeline is as it was.',
    );
    await expect(tool).toContainText('Was it cut off on its way?');
    expect(await spanCount(timeline)).toBe(28);
    await paste(JSON.stringify(traceText('api  pasted  |0-5ms|')));
    await expect(timeline.getByRole('row', { name: /pasted/ })).toBeVisible();
  });

  for (const [label, file] of [
    ['OTLP JSON', 'post-checkout-00000000.otlp.json'],
    ['OTLP JSON lines', 'post-checkout-00000000.otlp.jsonl'],
    ['Jaeger JSON', 'post-checkout-00000000.jaeger.json'],
  ] as const) {
    test(`go out as ${label} and come back the same`, async ({ page }) => {
      const timeline = await open(page);
      const tree = () =>
        timeline
          .getByRole('row')
          .evaluateAll((rows) =>
            rows.map((row) => `${row.getAttribute('aria-level')} ${row.getAttribute('aria-label')}`),
          );
      const before = await tree();
      const tool = await openTool(timeline, 'Export');
      await tool.getByRole('radio', { name: label, exact: true }).check();
      const downloading = page.waitForEvent('download');
      await tool.getByRole('button', { name: 'Download' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(file);
      const content = await readFile(await download.path());
      await timeline.evaluate((element) => Reflect.get(element, 'load').call(element, { resourceSpans: [] }));
      await expect.poll(() => spanCount(timeline)).toBe(0);
      await drop(timeline, file, content);
      await expect.poll(() => spanCount(timeline)).toBe(28);
      await expect.poll(tree).toEqual(before);
    });
  }

  test('go out as a picture that stands by itself, of the selected span alone', async ({ page }) => {
    const timeline = await open(page);
    await timeline.evaluate((element) => void Reflect.get(element, 'select').call(element, 4));
    const tool = await openTool(timeline, 'Export');
    await tool.getByRole('radio', { name: /and what it called/ }).check();
    for (const [label, start] of [
      ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"'],
      ['PNG', '\u0089PNG'],
    ] as const) {
      await tool.getByRole('radio', { name: label, exact: true }).check();
      const downloading = page.waitForEvent('download');
      await tool.getByRole('button', { name: 'Download' }).click();
      const content = await readFile(await (await downloading).path());
      expect(content.toString('latin1').startsWith(start)).toBe(true);
      if (label === 'SVG') expect(content.toString('utf8')).not.toContain('POST /payments');
    }
  });
});

test('tools that are open pass axe in dark, wide and narrow', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const timeline = await open(page);
    await openTool(timeline, 'Export');
    await openTool(timeline, 'Open file');
    await hasNoViolations(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  }
});

test('in forced colours, what is chosen can be told', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const timeline = await open(page);
  await choose(timeline, 'Table');
  await timeline.getByRole('rowheader', { name: 'load cart' }).getByRole('button').click();
  await expect(timeline.locator('tr[aria-current]')).toHaveCSS('outline-style', 'solid');
  await choose(timeline, 'Map');
  await timeline.getByRole('button', { name: /^stock, service/ }).click();
  await expect(timeline.getByRole('button', { name: /^stock, service/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});
