/**
 * The ninety minutes with the keyboard alone, from the first page to the last exercise. Each stop begins where the link
 * of the one before it led, and ends where its own link leads: together they are the whole way. It is also the proof that
 * these exercises turn green in a browser; `exercises.spec.ts` solves the others with a pointer.
 */
import { expect, type Page, test } from '@playwright/test';
import { ExercisePage } from './exercise-page.ts';
import { onSite } from './host.ts';
import { KeyboardReader } from './keyboard-reader.ts';
import { shortWay } from './short-way.ts';

const addressOf = (id: string) => id.replace('/', '/#exercise-');
const leadsTo = (page: Page, id: string) => expect(page).toHaveURL(new RegExp(`/${addressOf(id)}$`));

test.use({
  contextOptions: { reducedMotion: 'reduce' },
  // These press hundreds of keys; a picture of the page for each would take longer than all the rest.
  trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false },
});

test('the short way begins on the first page', async ({ page }) => {
  await page.goto(onSite('/'));
  const reader = new KeyboardReader(page);
  await reader.tabTo('main a[href$="/ninety-minutes/"]');
  await reader.press('Enter');
  await expect(page).toHaveURL(/\/ninety-minutes\/$/);
  const [first] = shortWay();
  await reader.tabTo(`a[href$="/${addressOf(first.id)}"]`);
  await reader.press('Enter');
  await leadsTo(page, first.id);
});

for (const [index, exercise] of shortWay().entries()) {
  const { code } = exercise;
  test(`${exercise.number} ${exercise.title} is solved by keyboard, and stays green`, async ({ page }) => {
    await page.goto(onSite(`/${addressOf(exercise.id)}`));
    const { card } = await ExercisePage.on(page, exercise);
    const reader = new KeyboardReader(page);
    await reader.answer(exercise, exercise.solution);
    if (code) {
      await expect(card.locator('[data-editor]')).toHaveAttribute('data-editor', 'ready');
      await expect(card.getByRole('textbox', { name: /start\./ })).toHaveAccessibleDescription(
        /press Escape, then Tab/,
      );
      await reader.write(code.solution);
      await reader.press('Control+Enter');
    } else {
      await reader.tabTo('button.run');
      await reader.press('Enter');
    }
    await expect(card).toHaveAttribute('data-state', 'passed', { timeout: 60_000 });
    await expect(card.locator('[data-check][data-result="fail"]')).toHaveCount(0);
    await expect(card.getByRole('status').filter({ hasText: 'The exercise is passed.' })).toHaveCount(1);
    await reader.keepsFocus();

    // The trace of the run: its rows are one stop, arrows walk them, Enter tells more, Escape leads back.
    if (code) await reader.leaveEditor();
    await reader.tabTo('[role=row]');
    await reader.press('Home');
    await reader.press('ArrowDown');
    await reader.press('Enter');
    const details = card.getByRole('region', { name: 'Span details' });
    await expect(details).toBeVisible();
    await reader.press('Escape');
    await expect(details).toBeHidden();
    await reader.keepsFocus();

    const next = shortWay()[index + 1];
    if (next) {
      await reader.tabTo(`.stop a[href$="/${addressOf(next.id)}"]`);
      await reader.press('Enter');
      await leadsTo(page, next.id);
      await page.goBack();
    } else {
      await reader.tabTo('.stop a[href$="/ninety-minutes/"]');
    }
    await page.reload();
    await ExercisePage.on(page, exercise);
    await expect(card).toHaveAttribute('data-state', 'passed');
  });
}
