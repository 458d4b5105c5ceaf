/**
 * Each exercise on its own page, in a real browser against the real server: red as it starts, green when solved, and not
 * fooled. That every cheat is caught is proved on both runtimes by `npm run exercises`; here it is how the page says it.
 */
import { expect, test } from '@playwright/test';
import { loadExercise, loadExercises } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { shortWay } from './short-way.ts';

/** They turn green in `keyboard.spec.ts`, by keys alone. */
const onShortWay: ReadonlySet<string> = new Set(shortWay().map(({ id }) => id));

for (const exercise of loadExercises()) {
  test.describe(`${exercise.number} ${exercise.title}`, () => {
    test('is not solved as it starts, and says why', async ({ page }) => {
      const on = await ExercisePage.open(page, exercise);
      await on.fill(exercise.start, ['prediction', 'knob']);
      if (on.lacksPrediction(exercise.start)) {
        // Prediction first: Run stays shut, with its reason, until the learner has committed.
        const run = on.card.getByRole('button', { name: 'Run', exact: true });
        await expect(run).toHaveAttribute('aria-disabled', 'true');
        await expect(run).toHaveAccessibleDescription(/.+/);
        return;
      }
      await on.run();
      await expect(on.card).toHaveAttribute('data-state', 'failing');
      const failing = on.card.locator('[data-check][data-result="fail"]');
      await expect(failing.first()).toContainText(/expected|you have not answered yet/);
      // The click and what it caused; in 2.1 nothing more than that is to be seen.
      expect(await on.spanCount()).toBeGreaterThan(1);
    });

    if (!onShortWay.has(exercise.id))
      test('turns green with its solution, and stays green after a reload', async ({ page }) => {
        const on = await ExercisePage.open(page, exercise);
        await on.attemptSolution();
        await expect(on.card).toHaveAttribute('data-state', 'passed');
        await expect(on.card.locator('[data-check][data-result="fail"]')).toHaveCount(0);
        await expect(on.card.getByText('What to notice')).toBeVisible();
        await page.reload();
        await expect(on.card).toHaveAttribute('data-state', 'passed');
      });

    for (const cheat of exercise.cheats.slice(0, 1))
      test(`is not fooled: ${cheat.name}`, async ({ page }) => {
        const on = await ExercisePage.open(page, exercise);
        await on.attemptCheat(cheat);
        // A program whose spans never end does not come to rest; that is no pass either.
        await expect(on.card).toHaveAttribute('data-state', /^(failing|timed-out)$/);
        await expect(on.card.locator(`[data-check="${cheat.caughtBy}"]`)).toHaveAttribute(
          'data-result',
          'fail',
        );
      });
  });
}

test('Reset empties a field in which stands no value', async ({ page }) => {
  const { card } = await ExercisePage.open(page, loadExercise('recap/emit-and-attach'));
  const field = card.getByRole('spinbutton').first();
  await field.fill('9999');
  await expect(card.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(field).toHaveValue('9999');
  await card.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(field).toHaveValue('');
});
