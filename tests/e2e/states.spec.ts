/**
 * What axe says of the states that a page comes into by its reader, in both themes. A state is a row: what is done, what
 * then is there, and which part of the page it is. The rows of a table follow one another on one page.
 *
 * Other states stand where they are made: timed out, refused and compared code in `code-exercises.spec.ts`, without a server
 * in `faults.spec.ts`, the views of the timeline in `timeline-all-views.spec.ts`, a room in `room.spec.ts`.
 */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { barriers } from './barriers.ts';
import { ExercisePage } from './exercise-page.ts';
import { liveOnly, onSite } from './host.ts';

interface State {
  readonly name: string;
  readonly reach: () => Promise<void>;
  /** Of this state alone; it must be there before axe looks. */
  readonly shows: Locator;
}
/** `within` is what the states change. */
async function walk(page: Page, within: string, states: readonly State[]): Promise<void> {
  const found: string[] = [];
  for (const { name, reach, shows } of states) {
    await test.step(name, async () => {
      await reach();
      await expect(shows.first()).toBeVisible();
      found.push(...(await barriers(page, within)).map((barrier) => `${name}: ${barrier}`));
    });
  }
  expect(found).toEqual([]);
}

test('a card, from untried to passed', liveOnly('holds a request'), async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const exercise = loadExercise('recap/emit-and-attach');
  const { card, ...on } = await opened(page, exercise.id);
  const button = (name: string) => card.getByRole('button', { name, exact: true });
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/building/lab/**', async (route) => {
    await held;
    await route.continue();
  });
  await walk(page, `section[data-exercise="${exercise.id}"]`, [
    {
      name: 'a number out of range',
      reach: () => card.getByRole('spinbutton').first().fill('9999'),
      shows: card.getByText('Commit to a prediction first'),
    },
    {
      name: 'running',
      async reach() {
        await on.fill({ logged: 12, node: 10, elixir: 10 });
        await button('Run').click();
      },
      shows: page.locator(`section[data-exercise="${exercise.id}"][data-state="running"]`),
    },
    {
      name: 'failing',
      async reach() {
        answer();
      },
      shows: card.locator('[data-check][data-result="fail"]'),
    },
    {
      name: 'a hint is open',
      reach: () => button('Hint').click(),
      shows: card.getByText(/Look at the figures below the checks|With no handler attached/),
    },
    {
      name: 'changed since the last run',
      reach: () => card.getByRole('checkbox').first().check(),
      shows: card.getByText('Changed since the last run.'),
    },
    {
      name: 'compared with the solution',
      reach: () => button('Compare with solution').click(),
      shows: card.getByRole('button', { name: /close/i }),
    },
    {
      name: 'passed, and read to its end',
      async reach() {
        await on.solve();
        for (const summary of await card.locator('footer summary').all()) await summary.click();
      },
      shows: card.getByRole('heading', { name: 'What to notice' }),
    },
  ]);
});

test('the timeline of a card, with all that opens in it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { card, ...on } = await opened(page, 'recap/purpose');
  await on.solve();
  const timeline = card.locator('trace-timeline');
  const query = timeline.getByRole('combobox', { name: 'TraceQL query' });
  const view = (name: string) => () => timeline.getByRole('radio', { name, exact: true }).click();
  await walk(page, 'section[data-exercise="recap/purpose"] trace-timeline', [
    {
      name: 'More is open',
      reach: () => timeline.getByRole('button', { name: 'More' }).click(),
      shows: timeline.getByRole('button', { name: 'Keys' }),
    },
    {
      name: 'the details of a span',
      async reach() {
        await page.keyboard.press('Escape');
        await timeline.getByRole('row', { name: /UPDATE devices/ }).press('Enter');
      },
      shows: timeline.getByRole('region', { name: 'Span details' }),
    },
    {
      name: 'a query is completed',
      async reach() {
        await timeline.getByRole('button', { name: 'Search', exact: true }).click();
        await query.pressSequentially('{ sta');
      },
      shows: timeline.getByRole('option'),
    },
    {
      name: 'a query is wrong',
      async reach() {
        await page.keyboard.press('Escape');
        await query.fill('{ name = }');
      },
      shows: timeline.getByText(/^character 10: /),
    },
    { name: 'flame', reach: view('Flame'), shows: timeline.locator('.fl-stage') },
    { name: 'table', reach: view('Table'), shows: timeline.locator('.tb-scroll') },
    { name: 'map', reach: view('Map'), shows: timeline.locator('.sm-map') },
  ]);
});

test('what hangs on the frame of a chapter', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(onSite('/dev/'));
  const progress = page.getByRole('dialog', { name: 'Your progress' });
  await walk(page, 'body', [
    {
      name: 'progress',
      reach: () => page.getByRole('button', { name: 'Your progress' }).click(),
      shows: progress,
    },
    {
      name: 'a reset of it is asked for',
      reach: () => progress.getByRole('button', { name: 'Reset' }).click(),
      shows: progress.getByRole('button', { name: 'Yes, reset' }),
    },
  ]);
});

test(
  '/explore/, with what is opened in it',
  liveOnly('has telemetry of a server'),
  async ({ page, request }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const logRecords = [{ severityNumber: 17, severityText: 'ERROR', body: { stringValue: 'seen by axe' } }];
    await request.post('/v1/logs', { data: { resourceLogs: [{ scopeLogs: [{ logRecords }] }] } });
    const to = (name: string) => () =>
      page.getByRole('navigation', { name: 'Telemetry' }).getByRole('link', { name, exact: true }).click();
    await page.goto(onSite('/'));
    await expect(page.getByRole('status').filter({ hasText: 'Answered 200' })).toBeVisible();
    await page.goto(onSite('/explore/'));
    await walk(page, 'main', [
      { name: 'traces', reach: async () => {}, shows: page.getByRole('grid', { name: 'Traces' }) },
      {
        name: 'a query is completed',
        reach: () => page.getByRole('combobox', { name: 'TraceQL' }).pressSequentially('{ sta'),
        shows: page.getByRole('option'),
      },
      {
        name: 'a trace',
        async reach() {
          await page.keyboard.press('Escape');
          await page.getByRole('combobox', { name: 'TraceQL' }).fill('');
          await page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1).click();
        },
        shows: page.locator('trace-timeline'),
      },
      {
        name: 'a log record',
        async reach() {
          await to('Logs')();
          const logs = page.getByRole('grid', { name: 'Logs' });
          await logs
            .getByRole('row', { name: /seen by axe/ })
            .first()
            .click();
        },
        shows: page.getByRole('complementary', { name: 'Log record' }),
      },
      {
        name: 'a metric',
        reach: to('Metrics'),
        shows: page.getByRole('heading', { name: 'Request latency' }),
      },
      { name: 'the server', reach: to('Server'), shows: page.locator('.health') },
      {
        name: 'a file that is none',
        async reach() {
          await to('Import')();
          await page.getByRole('textbox').fill('nonsense');
          await page.getByRole('button', { name: 'Open the pasted text' }).click();
        },
        shows: page.getByRole('listitem').filter({ hasText: 'It is not JSON' }),
      },
    ]);
  },
);

/** An exercise on its page, ready to be walked. */
async function opened(page: Page, id: string) {
  const exercise = loadExercise(id);
  const on = await ExercisePage.open(page, exercise);
  return {
    card: on.card,
    fill: (inputs: typeof exercise.solution) => on.fill(inputs, ['prediction', 'knob']),
    async solve() {
      await on.attemptSolution();
      await expect(on.card).toHaveAttribute('data-state', 'passed');
    },
  };
}
