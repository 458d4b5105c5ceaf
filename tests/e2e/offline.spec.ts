/** After the first visit the site needs no network, and a new build takes over without breaking what is open. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { buildServiceWorker } from '../../scripts/build-service-worker.ts';
import { startStaticHost } from '../../scripts/static-host.ts';
import { STATIC_BASE, STATIC_PLACE } from '../../scripts/static-site.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { staticOnly } from './host.ts';

/** Read when a test runs: where the suite runs on the live server, these files were never made. */
const pages = () =>
  readdirSync(STATIC_PLACE.dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'index.html')
    .map((file) => file.slice(0, -'index.html'.length));

/** A host of its own, which can be updated and taken away, under a name that is nobody else's. */
async function host() {
  const folder = mkdtempSync(path.join(tmpdir(), 'static-'));
  const siteDir = path.join(folder, 'site');
  cpSync(STATIC_PLACE.dir, siteDir, { recursive: true });
  const { port, close } = await startStaticHost({ siteDir, base: STATIC_BASE, host: '127.0.0.1', port: 0 });
  return {
    siteDir,
    url: `http://workshop.localhost:${port}${STATIC_BASE}`,
    loopbackUrl: `http://127.0.0.1:${port}${STATIC_BASE}`,
    /** Puts another build in the place of this one, all at once. */
    async deploy(change: (dir: string) => Promise<void>) {
      const next = path.join(folder, 'next');
      cpSync(siteDir, next, { recursive: true });
      await change(next);
      renameSync(siteDir, path.join(folder, `old-${Date.now()}`));
      renameSync(next, siteDir);
    },
    async close() {
      await close().catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The whole site is fetched, its 12 MB of engines too; a machine that is busy takes its time. */
const KEPT = { timeout: 60_000 };

async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText('Available offline.')).toBeVisible(KEPT);
}

/** Asks the host for its newest service worker, and waits until that one is in charge. */
const update = (page: Page) =>
  page.evaluate(async () => {
    const changed = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
    await (await navigator.serviceWorker.ready).update();
    await changed;
  });

test.describe('without a network', staticOnly('keeps what a host of files serves'), () => {
  let site: Awaited<ReturnType<typeof host>>;
  test.beforeEach(async () => {
    site = await host();
  });
  test.afterEach(() => site.close());

  test('after one visit every page opens, is searched, and runs its exercises', async ({ page, context }) => {
    await visit(page, site.url);
    await site.close();
    await context.setOffline(true);
    for (const path of pages()) {
      await page.goto(site.url + path);
      await page.reload();
      await expect(page.locator('h1, h2').first(), path).toBeVisible();
    }
    const exercise = loadExercise('dev/where-did-900-ms-go');
    const on = await ExercisePage.open(page, exercise, 'in-browser', site.url.slice(0, -1));
    await on.attempt(exercise.solution);
    await expect(on.card).toHaveAttribute('data-state', 'passed');
    await page.getByRole('banner').getByRole('button', { name: 'Search' }).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('POSIWID');
    await expect(page.getByRole('link', { name: /telemetry is for/i }).first()).toBeVisible();
    const nowhere = await page.goto(`${site.url}nowhere/`);
    expect(nowhere?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page at this address');
  });

  test('pages come from what was kept; whether a server answers is always asked', async ({ page }) => {
    await visit(page, site.url);
    const kept = await page.reload();
    expect(kept?.fromServiceWorker()).toBe(true);
    const health = page.waitForResponse(/\/api\/health/);
    await page.evaluate(() => fetch('/api/health').catch(() => undefined));
    expect((await health).fromServiceWorker()).toBe(false);
  });

  test('a new build takes over; what was open before still finds its parts', async ({ page, request }) => {
    await visit(page, `${site.url}dev/`);
    const parts = readdirSync(path.join(site.siteDir, '_astro')).filter((name) => name.endsWith('.js'));
    const [part = ''] = parts;
    await site.deploy(async (dir) => {
      rmSync(path.join(dir, '_astro', part));
      const file = path.join(dir, 'dev/index.html');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/<title>[^<]*/, '<title>The second build'));
      await buildServiceWorker(dir);
    });
    await update(page);
    expect((await request.get(`${site.loopbackUrl}_astro/${part}`)).status()).toBe(404);
    const status = (url: string) => page.evaluate(async (asked) => (await fetch(asked)).status, url);
    expect(await status(`${site.url}_astro/${part}`)).toBe(200);
    await page.reload();
    await expect(page).toHaveTitle('The second build');
  });

  test('a reader who saves data gets the pages, and not what runs exercises', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      const kept = new Promise((resolve) =>
        navigator.serviceWorker.addEventListener(
          'message',
          ({ data }) => data.type === 'kept' && resolve(data.everything),
        ),
      );
      Object.assign(window, { kept });
    });
    await page.goto(site.url);
    expect(await page.evaluate(() => Reflect.get(window, 'kept'))).toBe(false);
    const has = (file: string) =>
      page.evaluate(
        async (url) => (await caches.match(url, { ignoreSearch: true })) !== undefined,
        site.url + file,
      );
    expect(await has('dev/')).toBe(true);
    const workerFiles = readdirSync(path.join(site.siteDir, 'worker')).filter((name) =>
      name.endsWith('.bin'),
    );
    for (const file of workerFiles) expect(await has(`worker/${file}`), file).toBe(false);
    await expect(page.getByText('Available offline.')).toBeHidden();
  });

  test('switched off, it leaves nothing behind', async ({ page }) => {
    await visit(page, site.url);
    await site.deploy((dir) => buildServiceWorker(dir, true));
    await page.evaluate(async () => void (await navigator.serviceWorker.ready).update());
    await expect
      .poll(() =>
        page
          .evaluate(async () => [
            (await navigator.serviceWorker.getRegistrations()).length,
            (await caches.keys()).length,
          ])
          .catch(() => undefined),
      )
      .toEqual([0, 0]);
  });

  test("nothing is registered under the names of one's own machine", async ({ page }) => {
    await page.goto(site.loopbackUrl, { waitUntil: 'networkidle' });
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
  });
});
