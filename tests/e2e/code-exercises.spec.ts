/** Code that a learner edits: what it does to the trace, what happens when it is wrong, and that nothing of it is lost. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { barriers } from './barriers.ts';
import { ExercisePage } from './exercise-page.ts';
import { liveOnly, onSite } from './host.ts';

const exercise = loadExercise('dev/n-plus-one');
const start = exercise.code?.start ?? '';
const solution = exercise.code?.solution ?? '';
const CARD = `section[data-exercise="${exercise.id}"]`;
const BOOT = { timeout: 30_000 };
const lines = (source: string): number => source.split('\n').length;
/** The start with one statement more at the head of its function. */
const startWith = (statement: string): string => start.replace('=> {\n', `=> {\n${statement}\n`);

async function open(page: Page, hash = ''): Promise<ExercisePage> {
  await page.goto(onSite(`/dev/${hash}`));
  const on = await ExercisePage.on(page, exercise, 'in-browser');
  await expect(on.editor).toBeVisible();
  return on;
}
/** Presses Run where no verdict is expected; the first one fetches the compiler and a server. */
async function press(on: ExercisePage, source: string): Promise<void> {
  await on.fill({ queries: 13 }, ['prediction']);
  await on.write(source);
  await on.card.getByRole('button', { name: 'Run', exact: true }).click();
}
async function runWith(on: ExercisePage, source: string): Promise<void> {
  await on.attempt({ queries: 13 }, source);
}

test('is run in the browser although a live server is there', liveOnly('it is there'), async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => request.url().includes('/api/building/') && sent.push(request.url()));
  const on = await open(page);
  await expect(page.locator('[data-server-mode="live"]')).toBeVisible();
  await runWith(on, start);
  await expect(on.card).toHaveAttribute('data-state', 'failing');
  await expect(on.card).toHaveAttribute('data-server', 'in-browser');
  expect(sent).toEqual([]);
});

test('a syntax error is shown at its line, and there is no verdict', async ({ page }) => {
  const on = await open(page);
  await on.fill({ queries: 13 }, ['prediction']);
  await on.write(`${start}const = 4;\n`);
  await page.keyboard.press('Control+Enter');
  await expect(on.card.getByRole('button', { name: `Line ${lines(start)}` })).toBeVisible(BOOT);
  await expect(on.card.getByRole('status').filter({ hasText: '1 problem in your code' })).toHaveCount(1);
  await expect(on.card).toHaveAttribute('data-state', 'untried');
  await expect(on.editor).toBeFocused();
  await expect(on.editor.locator('.cm-lintRange-error')).toHaveCount(1);
  expect(await barriers(page, CARD)).toEqual([]);
  // Put right, it runs, and the problem is gone.
  await on.write(solution);
  await on.fill({ queries: 2 }, ['prediction']);
  await on.run();
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  await expect(on.card.locator('.problems')).toHaveCount(0);
  expect(await barriers(page, CARD)).toEqual([]);
});

test('an unknown import is named with what there is', async ({ page }) => {
  const on = await open(page);
  await on.fill({ queries: 13 }, ['prediction']);
  await on.write(`import pad from 'left-pad';\n${start}`);
  await page.keyboard.press('Control+Enter');
  await expect(on.card.locator('[data-problem="import"]')).toContainText('left-pad', BOOT);
  await expect(on.card.locator('[data-problem="import"]')).toContainText('drizzle-orm');
});

test('what the code is given can be read beside it, and is offered while typing', async ({ page }) => {
  const on = await open(page);
  await on.card.getByText('What your code is given', { exact: true }).click();
  await expect(on.card.locator('.given pre')).toContainText('readonly buildingId: number;');
  await on.write('given');
  await page.keyboard.type('.buil');
  const offered = on.card.locator('.cm-tooltip-autocomplete').getByRole('option');
  await expect(offered.filter({ hasText: 'buildingId' }).filter({ hasText: 'number' })).toHaveCount(1);
});

test('a loop without an end is ended, and the page lives on', async ({ page }) => {
  const on = await open(page);
  await on.fill({ queries: 13 }, ['prediction']);
  await on.write(startWith('  for (;;);'));
  await page.keyboard.press('Control+Enter');
  await expect(on.card.getByRole('alert')).toContainText('five seconds', BOOT);
  await expect(on.card).toHaveAttribute('data-state', 'untried');
  await on.attempt({ queries: 2 }, solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

test('a promise that nobody fulfils is told as such, and the next run has a fresh server', async ({
  page,
}) => {
  const on = await open(page);
  await press(on, startWith('  await new Promise(() => {});'));
  const notice = on.card.getByRole('alert');
  await expect(notice).toContainText('GET /api/building/buildings/1/units was not answered', BOOT);
  await expect(notice).toContainText('an await of a promise that nobody fulfils');
  await expect(on.card).toHaveAttribute('data-state', 'timed-out');
  expect(await barriers(page, CARD)).toEqual([]);
  await on.attempt({ queries: 2 }, solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

test('Stop ends a run at once, without a verdict', async ({ page }) => {
  const on = await open(page);
  await on.fill({ queries: 13 }, ['prediction']);
  await on.write(startWith('  for (;;);'));
  await page.keyboard.press('Control+Enter');
  await on.card.getByRole('button', { name: 'Stop' }).click();
  await expect(on.card).toHaveAttribute('data-state', 'untried');
  await expect(on.card.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await on.attempt({ queries: 2 }, solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

test('a promise that nobody awaits throws at its line', async ({ page }) => {
  const on = await open(page);
  await runWith(on, startWith("  void Promise.reject(new Error('nobody hears me'));"));
  const thrown = on.card.locator('[data-problem="thrown"]');
  await expect(thrown).toContainText('nobody hears me');
  await expect(thrown.getByRole('button')).toHaveText('Line 6');
});

test('a table that was dropped is there again in the next run', async ({ page }) => {
  const on = await open(page);
  const drop = `import { sql } from 'drizzle-orm';\n${startWith('  await db.execute(sql`DROP TABLE devices CASCADE`);')}`;
  await press(on, drop);
  await expect(on.card.locator('[data-problem="thrown"]')).toContainText('"devices" does not exist', BOOT);
  await expect(on.card).not.toHaveAttribute('data-state', 'running', BOOT);
  await on.attempt({ queries: 2 }, solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

test('a flood of spans is stopped with words', async ({ page }) => {
  const on = await open(page);
  const flood = "  for (let n = 0; n < 20_000; n++) tracer.startSpan('drop').end();";
  await press(on, startWith(flood).replace('{ db, buildingId }', '{ db, buildingId, tracer }'));
  await expect(on.card.locator('.problems')).toContainText('10,000 spans', BOOT);
  await expect(on.card).not.toHaveAttribute('data-state', 'running', BOOT);
  await expect(on.card).not.toHaveAttribute('data-state', 'passed');
});

test('Reset brings the start back, and can be undone, also after a reload', async ({ page }) => {
  const on = await open(page);
  await on.write(solution);
  await on.card.getByRole('button', { name: 'Reset' }).click();
  await expect(on.editor).not.toContainText('inArray');
  await page.reload();
  await on.card.scrollIntoViewIfNeeded();
  await on.card.getByRole('button', { name: 'Undo' }).click();
  await expect(on.editor).toContainText('inArray');
});

test('what was written is there after a reload, and in the words of the page when it cannot be kept', async ({
  page,
}) => {
  const on = await open(page);
  await on.write(solution);
  await page.reload();
  await on.card.scrollIntoViewIfNeeded();
  await expect(on.editor).toContainText('inArray');
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await on.write(`${solution}// more\n`);
  await expect(on.card.getByText('The storage of this browser is full')).toBeVisible();
});

test('another tab is never overwritten without a word', async ({ page, context }) => {
  const on = await open(page);
  const other = await context.newPage();
  const there = await open(other);
  await there.write(solution);
  await expect(on.card.getByText('changed in another tab')).toBeVisible();
  await expect(on.editor).not.toContainText('inArray');
  await on.card.getByRole('button', { name: 'Use that' }).click();
  await expect(on.editor).toContainText('inArray');
});

test('a link carries code, shows it, and runs nothing', async ({ page, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const hostile = `globalThis.document.title = 'owned';\n// <img src=x onerror="document.title='owned'">\n${solution}`;
  const on = await open(page);
  await on.write(hostile);
  await on.card.getByRole('button', { name: 'Copy link' }).click();
  await expect(on.card.getByText('on your clipboard')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain(new URL('dev/#try=dev/n-plus-one&code=', baseURL).href);

  const visitor = await context.browser()?.newContext({ baseURL: baseURL ?? '' });
  const shared = await visitor?.newPage();
  if (!shared) throw new Error('there is no second browser');
  const workers: string[] = [];
  shared.on('worker', (worker) => workers.push(worker.url()));
  const there = await open(shared, new URL(link).hash);
  await expect(there.card.getByText('It was not run.')).toBeVisible();
  await expect(there.card.locator('.offer code')).toContainText('onerror');
  await expect(there.card.locator('.offer img')).toHaveCount(0);
  await expect(there.editor).not.toContainText('inArray');
  await there.card.getByRole('button', { name: 'Use this' }).click();
  await expect(there.editor).toContainText('inArray');
  await expect(there.card).toHaveAttribute('data-state', 'untried');
  expect(await shared.title()).not.toBe('owned');
  expect(workers).toEqual([]);
  expect(new URL(shared.url()).hash).toBe('');
  await visitor?.close();
});

test('a link that names another page leads to the page of its exercise', async ({ page, baseURL }) => {
  await page.goto(onSite('/recap/#try=dev/n-plus-one&code=AAAA'));
  const { card } = await ExercisePage.on(page, exercise, 'in-browser');
  await expect(card.getByText('cut off or changed on its way')).toBeVisible();
  expect(page.url()).toBe(new URL('dev/#try=dev/n-plus-one&code=AAAA', baseURL).href);
});

test('a link to an exercise that is not here says so, and so does a part of a link', async ({ page }) => {
  await page.goto(onSite('/dev/#try=dev/no-such-thing&code=AAAA'));
  await expect(page.getByRole('alert').filter({ hasText: 'dev/no-such-thing' })).toBeVisible();
  await page.goto(onSite('/dev/#try=dev/n-pl'));
  await expect(page.getByRole('alert').filter({ hasText: 'Ask for the link again' })).toBeVisible();
});

test('without a clipboard the link stands in a field', async ({ page, baseURL }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
  const on = await open(page);
  await on.card.getByRole('button', { name: 'Copy link' }).click();
  const link = new URL('dev/#try=dev/n-plus-one&code=', baseURL).href;
  await expect(on.card.getByRole('textbox', { name: 'Link to my code' })).toHaveValue(new RegExp(`^${link}`));
});

test('a page that the browser brings back has cards that run', async ({ page }) => {
  const on = await open(page);
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await on.attempt({ queries: 2 }, solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

test('a broken link says so', async ({ page }) => {
  const on = await open(page, '#try=dev/n-plus-one&code=AAAA');
  await expect(on.card.getByText('cut off or changed on its way')).toBeVisible();
});

test('the editor is entered and left by keyboard', async ({ page }) => {
  const on = await open(page);
  await expect(on.editor).toHaveAccessibleDescription(/press Escape, then Tab/);
  await on.editor.focus();
  await page.keyboard.press('Tab');
  await expect(on.editor).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(on.editor).not.toBeFocused();
});

test('the solution is compared as code, line by line, and as a trace', async ({ page }) => {
  const on = await open(page);
  await runWith(on, start);
  await on.card.getByRole('button', { name: 'Compare with solution' }).click();
  await on.card.getByText('The difference as text').click();
  await expect(on.card.locator('[data-line="added"]').filter({ hasText: 'inArray' }).first()).toBeVisible();
  await expect(on.card.locator('[data-line="removed"]').filter({ hasText: 'for (const unit' })).toHaveCount(
    1,
  );
  await expect(on.card.locator('.trace-comparison trace-timeline').first()).toBeVisible();
  expect(await barriers(page, '.code-comparison')).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing stands in the way of anybody with the editor open, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 800 });
    const on = await open(page);
    await on.fill({ queries: 13 }, ['prediction']);
    await on.write(`${start}const = 4;\n`);
    await page.keyboard.press('Control+Enter');
    await expect(on.card.locator('.problems')).toBeVisible(BOOT);
    await on.card.getByRole('button', { name: 'Reset' }).click();
    await expect(on.card.locator('.offer')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('section[data-exercise]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  });
}
