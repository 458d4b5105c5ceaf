/** The reader's progress as a file, from a file, and back at the beginning. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { onSite } from './host.ts';

const solved = JSON.stringify({
  version: 1,
  exercises: { 'dev/where-did-900-ms-go': { state: 'passed', inputs: {}, runs: 3, passedAt: '2026-01-02' } },
  code: { 'dev/n-plus-one': '// from a file\n' },
});
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Your progress' });

async function open(page: Page): Promise<void> {
  await page.goto(onSite('/dev/'));
  await page.getByRole('button', { name: 'Your progress' }).click();
  await expect(dialog(page)).toBeVisible();
}
async function bringIn(page: Page, text: string): Promise<void> {
  const file = { name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await dialog(page).getByLabel('Bring in a file').setInputFiles(file);
}

test('comes in from a file, goes out as one, is reset and brought back', async ({ page }) => {
  await open(page);
  await bringIn(page, solved);
  await expect(dialog(page)).toContainText('passed 1');
  const state = page.locator('nav [data-exercise-state="dev/where-did-900-ms-go"]');
  await expect(state).toHaveAttribute('data-state', 'passed');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toEqual(JSON.parse(solved));

  await dialog(page).getByRole('button', { name: 'Reset' }).click();
  await dialog(page).getByRole('button', { name: 'Yes, reset' }).click();
  await expect(state).toHaveAttribute('data-state', 'untried');
  await dialog(page).getByRole('button', { name: 'Undo the reset' }).click();
  await expect(state).toHaveAttribute('data-state', 'passed');
});

test('a file that is none changes nothing and says why', async ({ page }) => {
  await open(page);
  await bringIn(page, solved);
  await bringIn(page, 'nonsense');
  await expect(dialog(page)).toContainText('it is not JSON');
  await expect(dialog(page)).toContainText('passed 1');
});

test('a span is chosen by a click in the trace, when it is asked for', async ({ page }) => {
  const on = await ExercisePage.open(page, loadExercise('dev/where-did-900-ms-go'));
  await on.run();
  const choice = on.card.getByRole('combobox');
  const row = on.card.getByRole('row', { name: /hub lock/ }).first();
  await row.click();
  await expect(choice).toHaveValue('');
  await on.card.getByRole('button', { name: 'Choose it in the trace' }).click();
  await on.card
    .getByRole('row', { name: /SELECT hubs/ })
    .first()
    .click();
  await expect(choice.locator('option:checked')).toContainText('SELECT hubs');
});

test('what was answered before the card was awake is kept', async ({ page }) => {
  let letScriptsCome = () => {};
  const ready = new Promise<void>((resolve) => {
    letScriptsCome = resolve;
  });
  await page.route('**/*.js', async (route) => {
    await ready;
    await route.continue();
  });
  await page.goto(onSite('/recap/'), { waitUntil: 'commit' });
  const card = page.locator('[data-exercise="recap/purpose"]');
  await card.getByLabel('It updates the row of the device.').check();
  letScriptsCome();
  // Now it is awake: this answer is beside the early one, not in its place.
  await expect(card.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute(
    'aria-disabled',
    'false',
  );
  await card.getByLabel('It opens a work order.').check();
  await expect(card.getByRole('checkbox', { checked: true })).toHaveCount(2);
});
