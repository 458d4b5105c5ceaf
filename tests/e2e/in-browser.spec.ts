/** The site without any server: its own demo server runs in a worker, and leaves the telemetry that Node leaves. */
import { createAdaptorServer } from '@hono/node-server';
import { expect, type Page, test } from '@playwright/test';
import { Hono } from 'hono';
import { proxy } from 'hono/proxy';
import type { DemoApp } from '../../demo-server/app.ts';
import { listen } from '../../demo-server/runtime/node/listen.ts';
import { mountSite } from '../../demo-server/runtime/node/static-site.ts';
import { createNodeApp, startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { loadExercise, loadExercises } from '../../src/exercises/definition/load.ts';
import { BUILDING_RUNS } from '../support/building-routes.ts';
import { canonicalTelemetry } from '../support/canonical-telemetry.ts';
import { run } from '../support/demo-run.ts';
import { ExercisePage } from './exercise-page.ts';
import { liveOnly, onSite } from './host.ts';
import { bootWorker, runInWorker } from './worker-run.ts';

const BOOT = { timeout: 30_000 };
const withoutServer = (page: Page) => page.route(/\/(api|v1)\//, (route) => route.abort());
const menu = (page: Page) => page.getByRole('dialog', { name: 'Where the telemetry comes from' });

test.describe('the same telemetry in a worker as on Node', liveOnly('compares runtimes, not hosts'), () => {
  test.describe.configure({ mode: 'serial' });
  let node: DemoApp;
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    node = await createNodeApp();
    page = await browser.newPage();
    await page.goto(onSite('/'));
    await bootWorker(page);
  });
  test.afterAll(async () => {
    await node.close();
    await page.close();
  });

  for (const [name, requests] of Object.entries(BUILDING_RUNS)) {
    test(name, async () => {
      const expected = await run(node, ...requests);
      const actual = await runInWorker(page, requests);
      expect(expected.table.spanCount).toBeGreaterThan(0);
      expect(actual.answers.map(({ status }) => status)).toEqual(
        expected.answers.map(({ status }) => status),
      );
      expect(canonicalTelemetry(actual.table)).toEqual(canonicalTelemetry(expected.table));
    });
  }
});

test('nothing is fetched before it is wanted; the first run fetches it', async ({ page }) => {
  await withoutServer(page);
  const fetched: string[] = [];
  page.on('request', (request) => request.url().includes('/worker/') && fetched.push(request.url()));
  const [exercise] = loadExercises();
  if (!exercise) throw new Error('there is no exercise');
  const on = await ExercisePage.open(page, exercise, 'in-browser');
  await expect(page.locator('[data-server-mode="in-browser"]')).toBeVisible();
  expect(fetched).toEqual([]);
  await on.fill(exercise.solution, ['prediction', 'knob']);
  await on.card.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(on.card).toHaveAttribute('data-state', 'running');
  await expect(on.card).not.toHaveAttribute('data-state', 'running', BOOT);
  await expect(on.card.locator('[data-check][data-result="pass"]').first()).toBeVisible();
  expect(fetched.length).toBe(5);
});

test(
  'the learner takes the browser although a server is there, and goes back',
  liveOnly('goes back to it'),
  async ({ page }) => {
    const [exercise] = loadExercises();
    if (!exercise) throw new Error('there is no exercise');
    const { card } = await ExercisePage.open(page, exercise);
    const mode = page.locator('[data-server-mode]');
    await mode.getByRole('button', { name: 'Live server' }).click();
    await menu(page).getByRole('button', { name: 'Run in your browser' }).click();
    await expect(mode).toHaveAttribute('data-server-mode', 'in-browser');
    await expect(card).toHaveAttribute('data-server', 'in-browser');
    await expect(mode).toHaveAttribute('data-shape', 'filled', BOOT);
    await menu(page).getByRole('button', { name: 'Use the live server' }).click();
    await expect(card).toHaveAttribute('data-server', 'live');
  },
);

test('a server that comes back is taken again', liveOnly('waits for it'), async ({ page }) => {
  let away = true;
  await page.route(/\/api\/health/, (route) => (away ? route.abort() : route.continue()));
  await page.goto(onSite('/dev/'));
  const mode = page.locator('[data-server-mode]');
  await expect(mode).toHaveAttribute('data-server-mode', 'in-browser');
  away = false;
  await expect(mode).toHaveAttribute('data-server-mode', 'live', { timeout: 10_000 });
});

test(
  'a run whose live server is killed is finished in the browser',
  liveOnly('starts one at the root of an address, to kill it'),
  async ({ page }) => {
    const node = await startNodeServer({ port: 0 });
    const site = await serveSiteBefore(node.url);
    const exercise = loadExercise('dev/where-did-900-ms-go');
    // Its spans arrive, its answer does not: it is under way until its server is gone.
    let gone = () => {};
    const isGone = new Promise<void>((resolve) => {
      gone = resolve;
    });
    await page.route('**/api/building/**', async (route) => {
      await route.fetch().catch(() => undefined);
      await isGone;
      await route.abort();
    });
    try {
      const on = await ExercisePage.open(page, exercise, 'live', site.url);
      await on.fill(exercise.start, ['prediction', 'knob']);
      await on.card.getByRole('button', { name: 'Run', exact: true }).click();
      await expect.poll(() => on.spanCount()).toBeGreaterThan(2);
      await node.close();
      gone();
      await expect(on.card.getByRole('alert')).toContainText('ran it again in your browser', BOOT);
      await expect(on.card).toHaveAttribute('data-server', 'in-browser');
      await expect(on.card).toHaveAttribute('data-state', 'failing');
      await expect(on.card.locator('[data-check][data-result="pass"]').first()).toBeVisible();
    } finally {
      await node.close().catch(() => undefined);
      await site.close();
    }
  },
);

test('when the files of the worker cannot be had either, the page says why', async ({ page }) => {
  await withoutServer(page);
  await page.route('**/worker/*.bin', (route) => route.abort());
  await page.goto(onSite('/dev/'));
  await page.getByRole('button', { name: 'In your browser' }).click();
  await menu(page).getByRole('button', { name: 'Fetch it now' }).click();
  await expect(page.locator('[data-server-mode="recorded"]')).toBeVisible(BOOT);
  await expect(menu(page)).toContainText('could not run in this browser');
});

/** The site on a host that stays, before a demo server that may go. */
async function serveSiteBefore(apiUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const app = new Hono();
  mountSite(app, SITE_DIR);
  app.all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    return proxy(apiUrl + pathname + search, c.req).catch(() => c.text('Bad gateway', 502));
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  const { port, close } = await listen(server, 0, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, close };
}
