/** The content security policy of every kind of page: it is strict, it holds, and nothing of the site breaks it. */
import { expect, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { liveOnly, onSite } from './host.ts';

/** What the browser refused, in the order in which it did. */
async function listen(page: Page): Promise<readonly string[]> {
  const refused: string[] = [];
  await page.exposeFunction('tellRefused', (words: string) => refused.push(words));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const [target] = event.composedPath();
      // Chromium itself dresses lines that are typed over; the editor writes them anew.
      if (target instanceof Element && target.closest('.cm-line, .cm-content')) return;
      const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const tell = Reflect.get(globalThis, 'tellRefused') as (words: string) => void;
      tell(
        `${location.pathname}: ${violatedDirective} ${blockedURI} ${sample} at ${sourceFile}:${lineNumber}`,
      );
    });
  });
  return refused;
}
const policyOf = (page: Page) =>
  page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content');

const PAGES = [
  '/',
  '/dev/',
  '/future/',
  '/guides/hosting/',
  '/ninety-minutes/',
  '/summary/',
  '/glossary/',
  '/404.html',
  '/explore/',
  '/present/',
  '/present/speaker/',
  '/present/wall/',
  '/present/preflight/',
  '/join/',
  '/element/example.html',
];

test('every kind of page has a strict policy, and keeps to it', async ({ page }) => {
  const refused = await listen(page);
  for (const path of PAGES) {
    await page.goto(onSite(path), { waitUntil: 'load' });
    const policy = await policyOf(page);
    expect(policy, path).toContain("default-src 'self'");
    expect(policy, path).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  }
  expect(refused).toEqual([]);
});

test('what was slipped into a page does not run, and asks nobody', async ({ page }) => {
  const refused = await listen(page);
  await page.goto(onSite('/dev/'));
  await page.evaluate(() => {
    const slipped = document.createElement('div');
    slipped.innerHTML = '<img src="data:," onerror="globalThis.slipped = true"><p style="color: red">';
    const script = document.createElement('script');
    script.textContent = 'globalThis.slipped = true';
    document.body.append(slipped, script);
    void fetch('https://elsewhere.example/').catch(() => undefined);
  });
  await expect.poll(() => refused.length).toBeGreaterThanOrEqual(4);
  expect(refused.map((words) => words.split(' ')[1]).sort()).toEqual([
    'connect-src',
    'script-src-attr',
    'script-src-elem',
    'style-src-attr',
  ]);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'slipped'))).toBeUndefined();
});

test('an exercise, and the search of the site, keep to the policy', async ({ page }) => {
  const refused = await listen(page);
  const on = await ExercisePage.open(page, loadExercise('recap/purpose'));
  await on.attemptSolution();
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  await page.getByRole('banner').getByRole('button', { name: 'Search' }).click();
  await page.getByRole('textbox', { name: 'Search' }).fill('POSIWID');
  await expect(page.getByRole('link', { name: /telemetry is for/i }).first()).toBeVisible();
  expect(refused).toEqual([]);
});

test('every view of the timeline and its details keep to the policy, and have their style', async ({
  page,
}) => {
  const refused = await listen(page);
  await page.goto(onSite('/element/example.html'));
  const timeline = page.locator('trace-timeline');
  for (const view of ['Flame', 'Table', 'Map', 'Waterfall'])
    await timeline.getByRole('radio', { name: view }).click();
  await timeline
    .getByRole('row')
    .nth(1)
    .click({ position: { x: 60, y: 12 } });
  const details = timeline.getByRole('region', { name: 'Span details' });
  await expect(details).toBeVisible();
  expect(
    await details
      .locator('.dot')
      .first()
      .evaluate((dot) => getComputedStyle(dot).backgroundColor),
  ).toMatch(/^rgb/);
  expect(refused).toEqual([]);
});

test('code that is edited, run and compared keeps to the policy', async ({ page }) => {
  const refused = await listen(page);
  const exercise = loadExercise('dev/n-plus-one');
  const on = await ExercisePage.open(page, exercise);
  await expect(on.editor).toBeVisible();
  await on.attempt({ queries: 13 }, exercise.code?.start ?? '');
  await on.attempt({ queries: 2 }, exercise.code?.solution ?? '');
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  // The editor has its style although none stands in the page.
  expect(await on.editor.evaluate((content) => getComputedStyle(content).whiteSpaceCollapse)).toBe(
    'break-spaces',
  );
  expect(refused).toEqual([]);
});

test('a trace that was imported, its comparison, its logs and SQL over it keep to the policy', async ({
  page,
}) => {
  const refused = await listen(page);
  const spans = [1, 2].map((n) => ({
    traceId: String(n).padStart(32, '0'),
    spanId: String(n).padStart(16, '0'),
    name: 'GET /carts',
    kind: 2,
    startTimeUnixNano: `${1_790_000_000 + n}000000000`,
    endTimeUnixNano: `${1_790_000_000 + n}0${n}0000000`,
  }));
  await page.goto(onSite('/explore/?view=import'));
  await page
    .getByLabel('Or paste it here')
    .fill(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  await page.getByRole('button', { name: 'Open the pasted text' }).click();
  const views = page.getByRole('navigation', { name: 'Telemetry' });
  await views.getByRole('link', { name: 'SQL', exact: true }).click();
  const sql = page.getByRole('region', { name: 'SQL', exact: true });
  await sql.getByLabel('Begin with').selectOption('How slow is each kind of request?');
  // DuckDB is fetched and compiled by this question.
  const rows = sql.getByRole('region', { name: 'The answer:' }).getByRole('row');
  await expect(rows).toHaveCount(2, { timeout: 60_000 });
  await views.getByRole('link', { name: 'Logs', exact: true }).click();
  await expect(views.getByRole('link', { name: 'Logs', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await views.getByRole('link', { name: 'Traces', exact: true }).click();
  await page
    .getByRole('row', { name: /GET .carts/ })
    .first()
    .click();
  const timeline = page.locator('trace-timeline');
  await expect(timeline.getByRole('row', { name: /GET .carts/ })).toBeVisible();
  await timeline.evaluate(
    (element, other) => Reflect.get(element, 'compareWith').call(element, other, { label: 'The other' }),
    { resourceSpans: [{ scopeSpans: [{ spans: spans.slice(1) }] }] },
  );
  await expect(timeline.getByRole('treegrid', { name: 'Spans of both traces' })).toBeVisible();
  expect(refused).toEqual([]);
});

test('charts of what the server measures keep to the policy', liveOnly('it measures'), async ({ page }) => {
  const refused = await listen(page);
  await page.goto(onSite('/explore/?view=server'));
  await expect(page.locator('.explore .chart canvas').first()).toBeVisible();
  expect(refused).toEqual([]);
});

test('slides, their code that moves, and their drawings keep to the policy', async ({ page }) => {
  const refused = await listen(page);
  await page.goto(onSite('/present/'));
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'talk/0');
  const slides = page.locator('.slides section[id]:has([data-code-steps])');
  const ids = await slides.evaluateAll((found) => found.map(({ id }) => id));
  expect(ids.length).toBeGreaterThan(1);
  for (const id of ids.slice(0, 2)) {
    await page.evaluate((slide) => {
      location.hash = `#/${slide}`;
    }, id);
    await expect(page.locator(`#${id}`)).toHaveClass(/present/);
    await page.keyboard.press('ArrowRight');
    await expect(page.locator(`#${id} .code-step.is-shown`).first()).toBeVisible();
  }
  expect(refused).toEqual([]);
});

test('an answer of the server has a policy of its own', liveOnly('it sends headers'), async ({ request }) => {
  const headers = async (path: string) => (await request.get(path)).headers();
  expect((await headers('/dev/'))['content-security-policy']).toBe("frame-ancestors 'none'");
  expect((await headers('/dev/'))['permissions-policy']).toContain('camera=()');
  const { script } = (await (await request.get('/worker/manifest.json')).json()) as { script: string };
  expect((await headers(`/worker/${script}`))['content-security-policy']).toContain("connect-src 'self'");
});
