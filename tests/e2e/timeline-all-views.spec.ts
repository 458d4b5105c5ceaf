/** Every view of the timeline, for every eye and by keys alone: what one view can do, all can. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { traceText } from '../support/trace-text.ts';
import { openAlone } from './timeline-alone.ts';

/** Two traces of one shop: calls to a database and to the outside, an error, a span that never ended, one without a parent. */
const CHECKOUT = traceText(`
  web  POST /checkout                    |0-120ms|   @kind=server
    web  load cart                       |2-20ms|
      db  SELECT items                   |3-9ms|     @kind=client db.system.name=postgresql
    web  charge                          |25-90ms|   @kind=client server.address=bank.example @status=error @message=declined
    mailer  send receipt                 |95ms-|     @kind=consumer messaging.destination.name=mails
  web  late                              |60-70ms|   @parent=nobody
`);
const BEFORE = traceText(`
  web  POST /checkout                    |0-80ms|    @kind=server
    web  load cart                       |2-40ms|
      db  SELECT items                   |3-9ms|     @kind=client db.system.name=postgresql
      db  SELECT prices                  |10-30ms|   @kind=client db.system.name=postgresql
`);
/** By its name in the switch, what is there when it is on show. */
const VIEWS = {
  Waterfall: '.stage',
  Flame: '.fl-stage',
  Table: '.tb-scroll',
  Map: '.sm-map',
  Compare: '[role=treegrid][aria-label="Spans of both traces"]',
};

async function openBoth(page: Page): Promise<Locator> {
  const timeline = await openAlone(page, CHECKOUT);
  await timeline.evaluate(
    (element, otlp) => Reflect.get(element, 'compareWith').call(element, otlp, { label: 'Run 1' }),
    BEFORE,
  );
  return timeline;
}

for (const [name, media] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const) {
  for (const width of [360, 900]) {
    test(`every view is accessible and keeps to its width: ${name}, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia(media);
      const timeline = await openBoth(page);
      await timeline.evaluate((element) => Reflect.get(element, 'openTool').call(element, 'keys'));
      await expect(timeline.getByRole('region', { name: 'Keys' })).toBeVisible();
      for (const [view, part] of Object.entries(VIEWS)) {
        await timeline.getByRole('radio', { name: view, exact: true }).click();
        await expect(timeline.locator(part)).toBeVisible();
        const axe = new AxeBuilder({ page })
          .include('trace-timeline')
          .options({ resultTypes: ['violations'] });
        const { violations } = await axe.analyze();
        expect(violations.map(({ id, nodes }) => `${view}, ${id}: ${nodes[0]?.html}`)).toEqual([]);
        const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(`${view}: ${overflowPx}`).toBe(`${view}: 0`);
      }
    });
  }
}

test('in forced colours the rows are drawn in the system’s, and what differs can be told', async ({
  page,
}) => {
  await page.setViewportSize({ width: 900, height: 800 });
  await page.emulateMedia({ forcedColors: 'active' });
  const timeline = await openAlone(page, CHECKOUT);
  const charge = timeline.getByRole('row', { name: /charge/ });
  await charge.press('Enter');
  await expect(charge).toHaveAttribute('aria-selected', 'true');
  const text = await colourOf('CanvasText');
  /** A pixel of the row's picture; `share` is along its time. */
  const at = (row: Locator, place: { readonly px: number } | { readonly share: number }) =>
    row.evaluate((element, where) => {
      const canvas = element.closest('.stage')?.querySelector('canvas');
      const box = element.getBoundingClientRect();
      const stage = canvas?.getBoundingClientRect();
      if (!canvas || !stage) throw new Error('no picture');
      const names = element.querySelector('.name')?.getBoundingClientRect().width ?? 0;
      const x = 'px' in where ? where.px : names + where.share * (box.width - names);
      const y = box.top - stage.top + box.height / 2;
      const { data } = canvas.getContext('2d')?.getImageData(x, y, 1, 1) ?? {};
      const [red = 0, green = 0, blue = 0, alpha = 0] = data ?? [];
      return alpha === 255 ? `rgb(${red}, ${green}, ${blue})` : alpha === 0 ? 'nothing' : 'something pale';
    }, place);
  const BAR = { share: 0.4 };

  const lost = timeline.getByRole('row', { name: /send receipt/ });
  // The system's colour for what is chosen may let something through.
  await expect.poll(() => at(charge, { px: 1 })).not.toBe('nothing');
  expect(await at(lost, { px: 1 })).toBe('nothing');
  expect(await at(charge, BAR)).toBe(text);
  expect(await at(lost, { share: 0.75 })).toBe('something pale');

  // The whole request is pale where something else was waited for.
  const root = timeline.getByRole('row', { name: /POST .checkout/ });
  expect(await at(root, BAR)).toBe(text);
  await timeline.getByRole('button', { name: 'Critical path' }).press('Enter');
  await expect.poll(() => at(root, BAR)).toBe('something pale');
  expect(await at(charge, BAR)).toBe(text);

  async function colourOf(name: string): Promise<string> {
    return page.locator('h1').evaluate((heading, colour) => {
      heading.style.color = colour;
      return getComputedStyle(heading).color;
    }, name);
  }
});

/** Presses Tab until the focus is on what the selector names, inside the shadow root. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < 40; stop++) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate(
      (wanted) => document.activeElement?.shadowRoot?.activeElement?.matches(wanted) ?? false,
      selector,
    );
    if (isThere) return;
  }
  throw new Error(`after 40 tab stops the focus never was on ${selector}`);
}

/** From the top of the page, by keys: to the switch, and along it to the view. */
async function goTo(page: Page, view: keyof typeof VIEWS): Promise<void> {
  await page.evaluate(() => {
    const heading = document.querySelector('h1');
    if (heading !== null) heading.tabIndex = -1;
    heading?.focus();
  });
  await tabTo(page, '[role=radiogroup][aria-label=View] [aria-checked=true]');
  const names = Object.keys(VIEWS);
  for (let step = 0; step < names.length; step++) {
    const chosen = await page.evaluate(
      () => document.activeElement?.shadowRoot?.activeElement?.textContent ?? '',
    );
    if (chosen === view) return;
    await page.keyboard.press('ArrowRight');
  }
  throw new Error(`arrows do not lead to ${view}`);
}

test('every view is reached and used by keys alone', async ({ page }) => {
  const timeline = await openBoth(page);
  const details = timeline.getByRole('region', { name: 'Span details' });
  const focused = (role: 'row' | 'treeitem' | 'button') =>
    timeline.getByRole(role).and(timeline.locator(':focus'));

  await goTo(page, 'Waterfall');
  await tabTo(page, '[role=row]');
  await page.keyboard.type('cha');
  await expect(focused('row')).toHaveAccessibleName(/charge/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await expect(timeline.getByRole('row', { name: /SELECT items/ })).toHaveCount(0);
  await page.keyboard.press('o');
  await expect(timeline.getByRole('row', { name: /SELECT items/ })).toBeVisible();
  await page.keyboard.press("'");
  await page.keyboard.type('send');
  await expect(focused('row')).toHaveAccessibleName(/send receipt, lost/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(timeline.getByRole('region', { name: 'Keys' })).toContainText(
    'the next row whose name begins',
  );
  await page.keyboard.press('Escape');
  await expect(focused('row')).toHaveAccessibleName(/send receipt/);

  await goTo(page, 'Flame');
  await tabTo(page, '[role=treeitem]');
  await page.keyboard.press('ArrowDown');
  await expect(focused('treeitem')).toHaveAccessibleName(/charge, 1 call/);
  await page.keyboard.press(' ');
  await expect(details).toContainText('declined');
  await page.keyboard.press('Escape');

  await goTo(page, 'Table');
  await tabTo(page, 'tbody button');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(details).toContainText('load cart');
  await page.keyboard.press('Escape');

  await goTo(page, 'Map');
  await tabTo(page, 'g[role=button]');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(timeline.getByRole('status').filter({ hasText: 'Marked: web to' })).toBeVisible();

  await goTo(page, 'Compare');
  await tabTo(page, '[role=row]');
  await page.keyboard.press('n');
  await expect(focused('row')).toHaveAccessibleName(/slower|faster|added|removed/);
});

test('what the header says is wrong leads to the spans, press by press', async ({ page }) => {
  const timeline = await openAlone(page, CHECKOUT);
  for (const [words, row] of [
    ['✕ 1 error', /charge/],
    ['1 lost', /send receipt/],
    ['1 parent missing', /late, .*parent not here/],
  ] as const) {
    await timeline.getByRole('button', { name: words, exact: true }).press('Enter');
    await expect(timeline.getByRole('row', { name: row })).toHaveAttribute('aria-selected', 'true');
    await expect(timeline.getByRole('row', { name: row })).toHaveClass(/hot/);
  }
  await expect(timeline.getByRole('status').filter({ hasText: '1 of 1' }).first()).toBeVisible();
});

test('the table follows a replay, row by row', async ({ page }) => {
  const timeline = await openAlone(page, CHECKOUT, { attributes: 'view="table"' });
  const table = timeline.getByRole('table', { name: 'Spans' });
  await expect(table).toHaveAttribute('aria-rowcount', '7');
  await timeline.evaluate((element) => Reflect.get(element, 'openTool').call(element, 'replay'));
  await expect(table).toHaveAttribute('aria-rowcount', '2');
  await expect(timeline).toContainText('1 of 6 spans has begun');
  await page.keyboard.press('.');
  await expect(table).toHaveAttribute('aria-rowcount', '3');
  await timeline.getByRole('slider', { name: 'Time in the trace' }).press('End');
  await expect(table).toHaveAttribute('aria-rowcount', '7');
});

test('a page adds a view and a tool of its own, to a timeline that is there already', async ({ page }) => {
  const timeline = await openAlone(page, CHECKOUT);
  await timeline.getByRole('button', { name: 'More' }).click();
  await page.evaluate(async (module: string) => {
    const { registerTool, registerView } = (await import(
      module
    )) as typeof import('../../src/timeline/element.ts');
    registerView({
      name: 'sum',
      label: 'Sum',
      title: 'How many there are',
      load: async () => (holder) => ({
        update({ table }) {
          holder.textContent = `${table.spanCount} spans in all`;
        },
        dispose() {},
      }),
    });
    registerTool({
      name: 'greet',
      label: 'Greet',
      title: 'Says something',
      load: async () => (slot) => {
        slot.say(`A trace of ${slot.timeline.spanCount} spans.`);
        return undefined;
      },
    });
  }, '/src/timeline/element.ts');
  await timeline.getByRole('button', { name: 'More' }).click();
  await timeline.getByRole('button', { name: 'More' }).click();
  await timeline.getByRole('button', { name: 'Greet' }).click();
  await expect(timeline.getByText('A trace of 6 spans.')).toBeVisible();
  await timeline.getByRole('radio', { name: 'Sum' }).click();
  await expect(timeline.getByText('6 spans in all')).toBeVisible();
});

test('a span with 5,000 attributes shows the first of them, and how many more there are', async ({
  page,
}) => {
  const [span] = CHECKOUT.resourceSpans?.[0]?.scopeSpans?.[0]?.spans ?? [];
  const attributes = Array.from({ length: 5_000 }, (_, at) => ({
    key: `key.${at}`,
    value: { stringValue: 'x' },
  }));
  const timeline = await openAlone(page, {
    resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, attributes }] }] }],
  } as typeof CHECKOUT);
  await timeline.getByRole('row').first().click();
  const details = timeline.getByRole('region', { name: 'Span details' });
  await expect(details.getByText('and 4,500 more')).toBeAttached();
  await expect(details.getByText('key.4999')).toHaveCount(0);
});
