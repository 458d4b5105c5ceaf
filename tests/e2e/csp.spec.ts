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

test('an answer of the server has a policy of its own', liveOnly('it sends headers'), async ({ request }) => {
  const headers = async (path: string) => (await request.get(path)).headers();
  expect((await headers('/dev/'))['content-security-policy']).toBe("frame-ancestors 'none'");
  expect((await headers('/dev/'))['permissions-policy']).toContain('camera=()');
  const { script } = (await (await request.get('/worker/manifest.json')).json()) as { script: string };
  expect((await headers(`/worker/${script}`))['content-security-policy']).toContain("connect-src 'self'");
});
