/**
 * A talk whose host is gone in the middle: pages and server stop together, as when one process serves both. What preflight
 * keeps has to carry the rest: slides that were never shown, an exercise with its server, an editor, a reload.
 */
import { expect, type Page, test } from '@playwright/test';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { startStaticHost } from '../../scripts/static-host.ts';
import { STATIC_BASE, STATIC_PLACE } from '../../scripts/static-site.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { hostMode } from './host.ts';

/** Of the kind of this run, to be taken away; on the bare name of one's own machine, as a speaker has it. */
async function ownHost() {
  if (hostMode() === 'live') {
    const { url, close } = await startNodeServer({ port: 0, siteDir: SITE_DIR });
    return { url: `${url}/`, close };
  }
  const place = { siteDir: STATIC_PLACE.dir, base: STATIC_BASE, host: '127.0.0.1', port: 0 };
  const { port, close } = await startStaticHost(place);
  return { url: `http://127.0.0.1:${port}${STATIC_BASE}`, close };
}

/** A server fetched, compiled and started; on a machine that is busy, too. */
const BOOT = { timeout: 60_000 };
const at = (page: Page, slide: string) => expect(page.locator('body')).toHaveAttribute('data-slide', slide);

const cacheNames = (page: Page) => page.evaluate(() => caches.keys());

/** Fetches a part of the page again, asks the page's service worker to keep everything, and waits for its answer. */
const askedAgain = (page: Page) =>
  page.evaluate(async () => {
    const part = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]')?.href ?? '';
    await (await fetch(part)).arrayBuffer();
    return new Promise<unknown>((resolve) => {
      navigator.serviceWorker.addEventListener(
        'message',
        ({ data }) => data.type === 'kept' && resolve(data),
      );
      navigator.serviceWorker.controller?.postMessage({ type: 'keep', heavy: true });
    });
  });

async function goTo(page: Page, words: string): Promise<void> {
  await page.keyboard.press('g');
  await page.getByRole('searchbox').fill(words);
  await page.keyboard.press('Enter');
}

test('a talk that was kept goes on when its host is gone, and comes back after a reload', async ({
  page,
}) => {
  const host = await ownHost();
  try {
    await page.goto(`${host.url}present/preflight/`);
    const offline = page.locator('[data-check="offline"]');
    await expect(offline).toHaveAttribute('data-verdict', 'look');
    await page.getByRole('button', { name: 'Keep the talk in this browser' }).click();
    await expect(page.getByText('The demo server runs in this browser.')).toBeVisible(BOOT);
    await expect(offline).toContainText('Everything is kept in this browser');
    await page.goto(`${host.url}present/`);
    await at(page, 'talk/0');
  } finally {
    await host.close();
  }
  const corner = page.locator('[data-stage-server]');
  await goTo(page, 'recap-purpose');
  const exercise = loadExercise('recap/purpose');
  const on = await ExercisePage.on(page, exercise, 'in-browser');
  await expect(corner).toContainText('In your browser');
  await on.attempt(exercise.solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');

  // The pointer's button, with the focus where the mouse left it.
  await page.keyboard.press('PageDown');
  await at(page, 'recap/3');
  await page.keyboard.press('End');
  await at(page, 'future/7');
  await goTo(page, 'goodhart');
  await page.keyboard.press('PageDown');
  const { hash } = new URL(page.url());
  await page.reload();
  await at(page, 'prod/6');
  expect(new URL(page.url()).hash).toBe(hash);

  const code = loadExercise('dev/n-plus-one');
  await goTo(page, 'dev-n-plus-one');
  await expect((await ExercisePage.on(page, code, 'in-browser')).editor).toBeVisible();
});

test('what is kept on one’s own machine is used only while nothing answers, and is let go of', async ({
  page,
}) => {
  const host = await ownHost();
  try {
    await page.goto(`${host.url}present/preflight/`);
    await page.getByRole('button', { name: 'Keep the talk in this browser' }).click();
    await expect(page.locator('[data-check="offline"]')).toContainText('Everything is kept', BOOT);
    const answer = page.waitForResponse(
      (response) => response.url().endsWith('/present/preflight/') && !response.fromServiceWorker(),
    );
    await page.reload();
    expect((await answer).status()).toBe(200);
    await page.getByRole('button', { name: 'Forget it again' }).click();
    await expect(page.locator('[data-check="offline"]')).toContainText('not kept in this browser');
    expect(await cacheNames(page)).toEqual([]);
    // The page is still served by the worker that was let go of. What it asks for, or is asked to keep, stays nowhere.
    expect(await askedAgain(page)).toMatchObject({ type: 'kept', everything: false, files: 0 });
    expect(await cacheNames(page)).toEqual([]);
  } finally {
    await host.close();
  }
});
