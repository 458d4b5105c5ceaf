/** Hints come when they are asked for, a rung at a time, and say so when they cannot. */
import { expect, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { barriers } from './barriers.ts';
import { ExercisePage } from './exercise-page.ts';
import { onSite } from './host.ts';

const exercise = loadExercise('recap/purpose');
const hints = Object.values(exercise.hints)[0] ?? [];
/** Enough of one to know it by, as it stands in the page: without the marks of code. */
const words = (hint = '') => hint.slice(0, 30).replaceAll('`', '');

test.use({ serviceWorkers: 'block' });

test('climbs the ladder, and tells nothing before', async ({ page }) => {
  const source = await (await page.request.get(onSite('/recap/'))).text();
  expect(source).toContain(exercise.goal.slice(0, 30));
  expect(source).not.toContain(words(hints[0]));
  const { card } = await ExercisePage.open(page, exercise);
  await card.getByRole('button', { name: 'Hint', exact: true }).click();
  await expect(card.locator('.hints li')).toContainText([words(hints[0])]);
  await expect(card.locator('.hint-button .count')).toHaveText(`1 of ${hints.length}`);
  expect(await barriers(page, `section[data-exercise="${exercise.id}"]`)).toEqual([]);
});

test('says that the hints cannot be had, and gives them at the next press', async ({ page }) => {
  let cut = true;
  await page.route('**/hints/*.json', (route) => (cut ? route.abort() : route.continue()));
  const { card } = await ExercisePage.open(page, exercise);
  const button = card.getByRole('button', { name: 'Hint', exact: true });
  await button.click();
  await expect(card.getByRole('alert')).toContainText('The hints could not be loaded.');
  await expect(card.locator('.hints li')).toHaveCount(0);
  cut = false;
  await button.click();
  await expect(card.locator('.hints li')).toHaveCount(1);
  await expect(card.getByRole('alert')).toBeEmpty();
});
