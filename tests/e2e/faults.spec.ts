/** What a person sees when things go wrong: hostile text, a closed page, a server that stops in the middle of a run. */
import { expect, test } from '@playwright/test';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';

const lockdown = loadExercise('dev/where-did-900-ms-go');

test('a span with markup for a name is shown as text', async ({ page }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">';
  const exercise = loadExercise('recap/purpose');
  // The heartbeat's answer arrives as always; on its way in, every span is given the hostile name.
  await page.route('**/api/feed?*', (route) => route.continue());
  await page.addInitScript((name) => {
    const Original = EventSource;
    globalThis.EventSource = class extends Original {
      override addEventListener(type: string, listener: (event: MessageEvent) => void, options?: unknown) {
        const renamed = (event: MessageEvent) => {
          const data =
            typeof event.data === 'string'
              ? event.data.replaceAll('"name":"UPDATE', `"name":${JSON.stringify(name).slice(0, -1)}`)
              : event.data;
          listener(new MessageEvent(event.type, { data, lastEventId: event.lastEventId }));
        };
        super.addEventListener(
          type,
          type === 'traces' ? (renamed as EventListener) : (listener as EventListener),
          options as AddEventListenerOptions,
        );
      }
    } as typeof EventSource;
  }, hostile);
  const on = await ExercisePage.open(page, exercise);
  await on.attempt(exercise.start);
  const row = on.card.getByRole('row', { name: /onerror/ }).first();
  await expect(row).toBeAttached();
  await row.click();
  expect(await page.title()).not.toBe('owned');
  expect(await on.card.locator('img').count()).toBe(0);
});

test('a server that stops in the middle of a run is said so, and the run ends', async ({ page }) => {
  const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
  try {
    const on = await openAt(page, server);
    await on.fill(lockdown.start, ['prediction', 'knob']);
    await on.card.getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => on.spanCount()).toBeGreaterThan(2);
  } finally {
    await server.close();
  }
  const card = page.locator(`section[data-exercise="${lockdown.id}"]`);
  await expect(card).not.toHaveAttribute('data-state', 'running', { timeout: 15_000 });
  await expect(card).not.toHaveAttribute('data-state', 'passed');
  await expect(card.getByRole('alert')).toContainText(/server/i);
});

test('a page that closes in the middle of a run harms nobody else', async ({ browser, page }) => {
  const other = await browser.newPage();
  const gone = await ExercisePage.open(other, lockdown);
  await gone.fill(lockdown.start, ['prediction', 'knob']);
  await gone.card.getByRole('button', { name: 'Run' }).click();
  await expect.poll(() => gone.spanCount()).toBeGreaterThan(2);
  await other.close();

  const on = await ExercisePage.open(page, lockdown);
  await on.attempt(lockdown.solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

async function openAt(
  page: Parameters<typeof ExercisePage.open>[0],
  server: NodeServer,
): Promise<ExercisePage> {
  const relative = page.goto.bind(page);
  page.goto = (url, options) => relative(new URL(url, server.url).href, options);
  return ExercisePage.open(page, lockdown);
}
