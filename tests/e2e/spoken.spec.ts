/** What a screen reader has of the pages, in the accessibility tree: to be read aloud. */
import { expect, type Page, test } from '@playwright/test';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import { ExercisePage } from './exercise-page.ts';
import { onSite } from './host.ts';

const spokenIn = (page: Page, selector: string) => expect(page.locator(selector));

test('an exercise says its verdicts with their words, and the end of a run by itself', async ({ page }) => {
  const exercise = loadExercise('recap/purpose');
  const on = await ExercisePage.open(page, exercise);
  await expect(on.card).toMatchAriaSnapshot(`
    - region "Purpose is what it does":
      - heading "Purpose is what it does" [level=3]
      - group "Your part":
        - group "Predict What does one heartbeat do?":
          - checkbox "It opens a work order."
      - heading "What the telemetry says" [level=4]
      - list:
        - listitem: "not checked yet: Your ticks name every effect of the heartbeat, and no other"
        - listitem: "not checked yet: The work after the answer says which message caused it"
        - listitem: "not checked yet: No span has lost its parent"
      - button "Run" [disabled]
      - paragraph: "Commit to a prediction first: What does one heartbeat do?"
      - status
      - alert
  `);
  await expect(on.card.getByRole('status').first()).toBeEmpty();

  await on.attempt({ effects: ['nothing'] });
  await expect(on.card).toMatchAriaSnapshot(`
    - list:
      - listitem: "fails: Your ticks name every effect of the heartbeat, and no other . the telemetry says otherwise; compare your answer with the trace"
      - listitem:
        - text: "passes: The work after the answer says which message caused it ."
        - emphasis: all 1 span
        - 'button "Show 2 spans: The work after the answer says which message caused it"'
    - button "Run"
    - status: "Run 1: 2 of 3 checks pass. Failing: Your ticks name every effect of the heartbeat, and no other."
  `);

  await on.attempt(exercise.solution);
  await expect(on.card).toMatchAriaSnapshot(`
    - status: "Run 2: 3 of 3 checks pass. The exercise is passed."
    - heading "What to notice" [level=4]
    - treegrid "Spans":
      - row /^workshop, Run Purpose is what it does, .* (µs|ms|s), unset/ [expanded] [level=1]
      - row /^building-api, POST .devices.:id.heartbeat, .* (µs|ms|s), unset/ [expanded] [level=2]
      - row /^building-api, UPDATE devices, .* (µs|ms|s), unset$/ [level=3]
  `);

  await on.card.getByRole('button', { name: 'Compare with solution' }).click();
  const comparison = on.card.getByRole('region', { name: 'Your run and the solution' });
  await expect(comparison.getByRole('status')).toHaveText('The solution has run: 3 of 3 checks pass.');
  await on.card.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(on.card.getByRole('status').first()).toHaveText('Everything is as at the start.');
});

test('a slide of the deck is a page of text', async ({ page }) => {
  await page.goto(onSite('/present/#/recap-1/1'));
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'recap/1');
  await spokenIn(page, 'body').toMatchAriaSnapshot(`
    - main:
      - heading "Telemetry-Driven Development, the deck" [level=1]
      - heading "Telemetry-driven development?" [level=2]
      - paragraph: Write code.
      - paragraph: Watch what it does.
    - contentinfo:
      - status
      - button "Keys"
      - link "Leave the deck"
  `);
});

test('the speaker hears the time, the chapters, the wall, what is next and the notes', async ({ page }) => {
  await page.goto(onSite('/present/speaker/'));
  await expect(page.locator('[data-speaker]')).toHaveAttribute('data-section', 'talk-0');
  await spokenIn(page, 'body').toMatchAriaSnapshot(`
    - main:
      - heading "Speaker's view" [level=1]
      - paragraph:
        - strong: 0:00
        - text: of 45:00
      - button "Start the clock"
      - paragraph:
        - status: No deck is open
        - link "Open the deck"
      - navigation "Chapters":
        - button /Opening/
        - button /Recap/
      - region "On the wall":
        - heading /Telemetry-Driven Development/ [level=2]
      - region "Next":
        - 'heading "Next: What telemetry is for" [level=2]'
      - region "Notes":
        - paragraph: Say who you are, and that everything on the slides runs.
      - button "← Back"
      - button "Next →"
      - combobox "Runs"
  `);
});

test('a phone without a room is told how to join, and has the slides', async ({ page }) => {
  await page.goto(onSite('/join/'));
  await spokenIn(page, 'body').toMatchAriaSnapshot(`
    - main:
      - heading "Join the talk" [level=1]
      - textbox "Code on the wall"
      - button "Join"
      - paragraph: Without a code, the slides are here to read.
      - navigation "Slides":
        - button "Previous slide" [disabled]
        - combobox "Slide"
        - button "Next slide"
  `);
});
