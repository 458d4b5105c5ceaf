/** Where nothing can run: recordings of the real demo server, before scripts, without them, on paper, and replayed. */
import { readdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { loadRecording } from '../../src/components/recorded/load-recording.ts';
import { loadExercise, loadExercises } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { hostMode, hostWords, liveOnly, onSite } from './host.ts';

const CHAPTERS = readdirSync('content/chapters')
  .filter((file) => file.endsWith('.mdx'))
  .map((file) => file.replace('.mdx', ''));
const withoutServer = (page: Page) => page.route(/\/(api|v1)\//, (route) => route.abort());
const withoutWorkers = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'));
const menu = (page: Page) => page.getByRole('dialog', { name: 'Where the telemetry comes from' });
const mode = (page: Page) => page.locator('[data-server-mode]');

const exercisesOf = (chapter: string) => loadExercises().filter(({ id }) => id.startsWith(`${chapter}/`));
/** What a program left is shown, never replayed: a request does not say which program it was for. */
const replayableOf = (chapter: string) => exercisesOf(chapter).filter(({ code }) => code === undefined);

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  for (const chapter of CHAPTERS) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${chapter} shows the recorded trace of each exercise, ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        await page.goto(onSite(`/${chapter}/`));
        for (const { id, title } of exercisesOf(chapter)) {
          const card = page.locator(`section[data-exercise="${id}"]`);
          const trace = card.getByRole('img', { name: title });
          await expect(trace).toBeVisible();
          await expect(trace.locator('text', { hasText: `Run ${title}` })).toBeVisible();
          await expect(card.locator('figcaption')).toContainText('Recorded on');
        }
      });
    }
    test(`${chapter} shows its code, and fits a phone`, async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(onSite(`/${chapter}/`));
      const widths = await page
        .locator('main')
        .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
      expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
      for (const code of await page.locator('main pre:not(details pre)').all())
        await expect(code).not.toBeEmpty();
    });
  }
  test('the first page shows the recorded trace of its first request', async ({ page }) => {
    await page.goto(onSite('/'));
    const trace = page.getByRole('img', { name: 'first request' });
    await expect(trace.getByText('SELECT devices ×12')).toBeVisible();
  });
});

test('the table says what the drawing shows', async ({ page }) => {
  const exercise = loadExercise('dev/where-did-900-ms-go');
  const { card } = await ExercisePage.open(page, exercise);
  await card.getByText('The same as a table').click();
  const drawn = await card.locator('.recorded-trace .wide text.text').allTextContents();
  const names = await card.locator('.recorded-trace tbody th').allTextContents();
  expect(names.map((name) => name.trim())).toEqual(
    drawn.filter((text) => names.some((name) => name.trim() === text)),
  );
  expect(names.length).toBeGreaterThan(5);
});

test('the recorded trace gives way to the live one without a jump', async ({ page }) => {
  const exercise = loadExercise('dev/where-did-900-ms-go');
  const on = await ExercisePage.open(page, exercise);
  const pane = on.card.locator('.timeline-pane');
  const heightPx = async () => (await pane.boundingBox())?.height ?? 0;
  const before = await heightPx();
  await on.fill(exercise.start, ['prediction', 'knob']);
  await on.card.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(on.card.locator('.recorded')).toBeHidden();
  expect(await heightPx()).toBeGreaterThanOrEqual(before - 1);
  await on.card.getByRole('button', { name: 'Reset' }).click();
  await expect(on.card.locator('.recorded')).toBeVisible();
});

test('what a prediction asks for is folded away, until it is wanted', async ({ page }) => {
  const { card } = await ExercisePage.open(page, loadExercise('recap/purpose'));
  const trace = card.getByRole('img', { name: /Recorded trace/ });
  await expect(trace).toBeHidden();
  await card.getByText('Show it now').click();
  await expect(trace).toBeVisible();
});

test.describe('a browser that cannot run a server', () => {
  test.beforeEach(async ({ page }) => {
    await withoutServer(page);
    await withoutWorkers(page);
  });

  test('says why, and passes every check of axe', async ({ page }) => {
    await page.goto(onSite('/dev/'));
    await expect(mode(page)).toHaveAttribute('data-server-mode', 'recorded');
    await page.getByRole('button', { name: 'Recorded' }).click();
    await expect(menu(page)).toContainText('it has no Web Workers');
    await expect(menu(page)).toContainText('npm start');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  for (const exercise of CHAPTERS.flatMap(replayableOf)) {
    test(`${exercise.number} ${exercise.title} is replayed and judged as it starts`, async ({ page }) => {
      const on = await ExercisePage.open(page, exercise, 'recorded');
      const predictions = exercise.inputs.filter(({ role }) => role === 'prediction').map(({ id }) => id);
      const guesses = Object.fromEntries(predictions.map((id) => [id, exercise.solution[id] ?? '']));
      await on.fill({ ...exercise.start, ...guesses }, ['prediction', 'knob']);
      await on.card.getByRole('button', { name: 'Run', exact: true }).click();
      const pending = on.card.locator('[data-check][data-result="pending"]');
      await expect(pending).toHaveCount(0, { timeout: 30_000 });
      await expect(on.card).toHaveAttribute('data-server', 'recorded');
      const results = loadRecording(exercise.id).judged?.results ?? [];
      for (const [index, { pass }] of results.entries()) {
        if (exercise.checks[index]?.type === 'prediction') continue;
        const row = on.card.locator(`[data-check="${index}"]`);
        await expect(row).toHaveAttribute('data-result', pass ? 'pass' : 'fail');
      }
    });
  }

  test('an exercise that only asks can be solved on its recording', async ({ page }) => {
    const exercise = loadExercise('recap/purpose');
    const on = await ExercisePage.open(page, exercise, 'recorded');
    await on.attempt(exercise.solution);
    await expect(on.card).toHaveAttribute('data-state', 'passed');
  });

  test('what was set needs a server, and the card says so', async ({ page }) => {
    const exercise = loadExercise('dev/where-did-900-ms-go');
    const on = await ExercisePage.open(page, exercise, 'recorded');
    await on.fill(exercise.solution, ['prediction', 'knob']);
    await on.card.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(on.card.getByRole('alert')).toContainText('was not recorded');
    await expect(on.card).not.toHaveAttribute('data-state', 'passed');
  });

  test('the first page replays its first request', async ({ page }) => {
    await page.goto(onSite('/'));
    await page.getByRole('button', { name: 'Replay it' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'A recording. Answered 200' })).toBeVisible();
  });
});

test(
  'a live server that comes back is taken again from the recordings',
  liveOnly('waits for it'),
  async ({ page }) => {
    let away = true;
    await withoutWorkers(page);
    await page.route(/\/api\/health/, (route) => (away ? route.abort() : route.continue()));
    await page.goto(onSite('/dev/'));
    await expect(mode(page)).toHaveAttribute('data-server-mode', 'recorded');
    away = false;
    await expect(mode(page)).toHaveAttribute('data-server-mode', 'live', { timeout: 10_000 });
  },
);

test('the learner takes the recordings although a server is there, and leaves them', async ({ page }) => {
  const { card } = await ExercisePage.open(page, loadExercise('recap/purpose'));
  await page.getByRole('button', { name: hostWords() }).click();
  await menu(page).getByRole('button', { name: 'Use the recordings' }).click();
  await expect(card).toHaveAttribute('data-server', 'recorded');
  await page.reload();
  await expect(mode(page)).toHaveAttribute('data-server-mode', 'recorded');
  await page.getByRole('button', { name: 'Recorded' }).click();
  await menu(page).getByRole('button', { name: 'Leave the recordings' }).click();
  await expect(mode(page)).toHaveAttribute('data-server-mode', hostMode());
});
