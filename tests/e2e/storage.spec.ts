/** A browser that keeps nothing: naming its storage throws, as with cookies blocked for the site. */
import { expect, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { onSite } from './host.ts';

test('no script fails where storage is refused, and the page says that nothing is kept', async ({ page }) => {
  const failures: string[] = [];
  page.on('pageerror', ({ message }) => failures.push(message));
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
  });
  for (const path of ['/', '/explore/', '/present/', '/dev/']) {
    await page.goto(onSite(path));
    await expect(page.locator('html')).toHaveAttribute('data-theme', /light|dark/);
  }
  // What others wrote keeps something too: the choice of a tab.
  const tabs = page.getByRole('tab');
  await tabs.last().click();
  await expect(tabs.last()).toHaveAttribute('aria-selected', 'true');

  const exercise = loadExercise('recap/purpose');
  const on = await ExercisePage.open(page, exercise);
  await on.attempt(exercise.solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  await page.getByRole('button', { name: 'Your progress' }).click();
  await expect(page.getByRole('dialog', { name: 'Your progress' })).toContainText(
    'keeps nothing for this site',
  );
  expect(failures).toEqual([]);
});

test('what cannot be read in storage is no reason to fail', async ({ page }) => {
  const failures: string[] = [];
  page.on('pageerror', ({ message }) => failures.push(message));
  // Half an entry, as a crash leaves it, whatever is asked for.
  await page.addInitScript(() => {
    Storage.prototype.getItem = () => '{"half":[';
  });
  for (const path of ['/', '/explore/', '/present/', '/ninety-minutes/']) {
    await page.goto(onSite(path));
    await expect(page.locator('html')).toHaveAttribute('data-theme', /light|dark/);
  }
  const on = await ExercisePage.open(page, loadExercise('recap/purpose'));
  await on.attemptSolution();
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  expect(failures).toEqual([]);
});
