/** What the timeline does inside an exercise's card, on one of them: 2.3, whose runs differ by what is asked. */
import { expect, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { barriers } from './barriers.ts';
import { ExercisePage } from './exercise-page.ts';
import { liveOnly } from './host.ts';

const exercise = loadExercise('dev/where-did-900-ms-go');

async function runWith(page: Page, ...strategies: readonly string[]): Promise<ExercisePage> {
  const on = await ExercisePage.open(page, exercise);
  for (const strategy of strategies) {
    await on.fill({ strategy }, ['knob']);
    await on.run();
  }
  return on;
}

test('two runs are compared row by row, and the reader finds what one left out', async ({ page }) => {
  const on = await runWith(page, 'sequential', 'skip-slow');
  await on.card.getByRole('button', { name: 'compare with the one before' }).click();
  const timeline = on.card.locator('.timeline-pane trace-timeline');
  await expect(timeline.getByRole('treegrid', { name: 'Spans of both traces' })).toBeVisible();
  await expect(timeline.getByRole('status').first()).toContainText(
    /Run 2 against Run 1: 3 spans fewer, .*POST .hubs.:id.lock ×3 became ×2/,
  );
  await expect(timeline.getByRole('row', { name: /POST .hubs.:id.lock, removed/ }).first()).toBeVisible();
  // What differs from run to run in any case is no difference.
  await expect(timeline.getByRole('row', { name: /changed: workshop/ })).toHaveCount(0);
  expect(await barriers(page, `section[data-exercise="${exercise.id}"]`)).toEqual([]);
});

test(
  'a link to a span leads from the card to the same span',
  liveOnly('the server keeps the trace'),
  async ({ page }) => {
    const on = await runWith(page, 'sequential');
    const timeline = on.card.locator('.timeline-pane trace-timeline');
    await timeline
      .getByRole('row', { name: /hub lock/ })
      .first()
      .click();
    await timeline.evaluate((element) => Reflect.get(element, 'openTool').call(element, 'copy-link'));
    const place = await timeline.evaluate((element) => Reflect.get(element, 'place'));
    // Where the browser lets pages copy, the link is in the clipboard and not to be seen: it is made of the place.
    const link = `/explore/?trace=${place.traceId}&span=${place.spanId}#trace=${place.traceId}&span=${place.spanId}`;
    await expect(timeline).toContainText(/Link copied|copy it from the field/);
    await page.goto(link);
    const there = page.locator('trace-timeline');
    await expect(there.getByRole('row', { selected: true })).toHaveAccessibleName(/hub lock/);
    await expect(there.getByRole('region', { name: 'Span details' })).toContainText(place.spanId);
  },
);
