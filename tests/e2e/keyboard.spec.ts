/** An exercise from first to last with the keyboard alone. */
import { expect, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';

const MOST_STOPS = 60;

test('predict, run, read the verdict and walk the trace by keyboard', async ({ page }) => {
  const exercise = loadExercise('recap/purpose');
  const on = await ExercisePage.open(page, exercise);
  const solution = exercise.solution['effects'];

  // The section heading is where a reader of the page would be; from there, Tab leads into the card.
  await on.card.evaluate((card) => {
    card.tabIndex = -1;
    card.focus();
  });
  const input = exercise.inputs.find(({ id }) => id === 'effects');
  const options = input && 'options' in input ? input.options : [];
  for (const { value } of options) {
    await tabTo(page, `input[value="${value}"]`);
    if (Array.isArray(solution) && solution.includes(value)) await page.keyboard.press('Space');
  }
  await page.keyboard.press('Control+Enter');
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  await expect(on.card.getByRole('status').first()).toContainText('pass');

  await tabTo(page, '[role="row"]');
  const focusedName = async () =>
    (await focused(page)).evaluate((element) => element?.getAttribute('aria-label'));
  await page.keyboard.press('Home');
  await expect.poll(focusedName).toContain('workshop');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focusedName).toContain('building-api');
  await page.keyboard.press('Enter');
  await expect(on.card.getByText('http.route').first()).toBeVisible();
});

/** Presses Tab until the focus is on what the selector names. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    const there = await (await focused(page)).evaluate(
      (element, wanted) => element?.matches(wanted),
      selector,
    );
    if (there) return;
  }
  throw new Error(`after ${MOST_STOPS} tab stops the focus never was on ${selector}`);
}

/** The element that has the focus, inside shadow roots too. */
function focused(page: Page) {
  return page.evaluateHandle(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  });
}
