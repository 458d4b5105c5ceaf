/**
 * The deck and the speaker's view: one source with the chapters, a place in the address, keys that belong to whoever has
 * the focus, and two windows that hold one state.
 */
import { expect, type Page, test } from '@playwright/test';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { barriers } from './barriers.ts';
import { hostWords, liveOnly, onSite } from './host.ts';

const at = (page: Page, slide: string) => expect(page.locator('body')).toHaveAttribute('data-slide', slide);
const speaks = (page: Page, section: string) =>
  expect(page.locator('[data-speaker]')).toHaveAttribute('data-section', section);

test('the deck opens at its title and moves by arrow keys, step by step', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await at(page, 'talk/0');
  await page.keyboard.press('ArrowRight');
  await at(page, 'recap/0');
  await page.keyboard.press('ArrowRight');
  await at(page, 'recap/1');
  await expect(page.getByRole('heading', { name: 'Telemetry-driven development?' })).toBeVisible();
  // What a step shows is told to a screen reader as well, in a place of its own.
  const slides = page.locator('.slides');
  await expect(slides.getByText('Watch what it does.', { exact: true })).toBeHidden();
  await page.keyboard.press('PageDown');
  await expect(slides.getByText('Watch what it does.', { exact: true })).toBeVisible();
  await expect(slides.getByText('Then decide whether it is finished.', { exact: true })).toBeHidden();
  expect(new URL(page.url()).hash).toBe('#/recap-1/1');
});

test('an address leads to its slide and step, and an exercise knows the slide it belongs to', async ({
  page,
}) => {
  await page.goto(onSite('/present/#/recap-purpose'));
  await at(page, 'recap/2');
  await expect(page.locator('body')).toHaveAttribute('data-exercise', 'recap/purpose');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await page.goto(onSite('/present/#/recap-1/2'));
  await at(page, 'recap/1');
  await expect(page.getByText('Then decide whether it is finished.', { exact: true })).toBeVisible();
});

test.describe('a card on its way', () => {
  test.use({ serviceWorkers: 'block' });

  test('hears the key that was pressed meanwhile', async ({ page }) => {
    let send = () => {};
    const asked = new Promise<void>((resolve) => {
      send = resolve;
    });
    await page.route('**/present/exercises/recap.json', async (route) => {
      await asked;
      await route.continue();
    });
    await page.goto(onSite('/present/#/recap-one-leak-three-signals'));
    const sheet = page.locator('section#recap-one-leak-three-signals');
    await expect(sheet.getByRole('heading', { name: 'One leak, three signals' })).toBeVisible();
    await expect(page.locator('[data-stage-server]')).not.toContainText('Connecting');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('.exercise-card')).toHaveCount(0);
    send();
    await expect(page.locator('.exercise-card')).not.toHaveAttribute('data-state', 'untried');
  });

  test('comes by itself when the network is back, and again after another slide', async ({ page }) => {
    let cut = true;
    await page.route('**/present/exercises/recap.json', (route) => (cut ? route.abort() : route.continue()));
    const failed = page.waitForEvent('requestfailed');
    await page.goto(onSite('/present/#/recap-purpose'));
    await failed;
    const card = page.locator('section[data-exercise="recap/purpose"]');
    await expect(page.locator('section#recap-purpose .sheet')).toBeVisible();
    await expect(card).toHaveCount(0);
    cut = false;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(card).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect(card).toBeHidden();
    await page.keyboard.press('ArrowRight');
    await expect(card).toBeVisible();
    await expect(card).toHaveCount(1);
  });
});

test('slides are found by their title, in the overview, and behind a black screen', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await at(page, 'talk/0');
  await page.keyboard.press('g');
  await page.getByRole('searchbox').fill('goodhart');
  expect(await barriers(page, 'dialog[open]')).toEqual([]);
  await page.keyboard.press('Enter');
  await at(page, 'prod/6');
  await page.keyboard.press('b');
  await expect(page.locator('body')).toHaveAttribute('data-black', '');
  await page.keyboard.press('.');
  await expect(page.locator('body')).not.toHaveAttribute('data-black');
  await page.keyboard.press('o');
  // What appears on a slide step by step is on show here: one key is one slide.
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('body')).toHaveAttribute('data-exercise', 'prod/goodharts-p99');
  await page.locator('section#future-1').click();
  await at(page, 'future/1');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Black screen');
  expect(await barriers(page, 'dialog[open]')).toEqual([]);
});

test('what drawings and tables say can be read from the last row', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(onSite('/present/'));
  await at(page, 'talk/0');
  const drawn = await page
    .locator('.slides > section')
    .filter({ has: page.locator('.diagram, .sheet > .signal-table') })
    .evaluateAll((sections) => sections.map(({ id }) => id));
  expect(drawn.length).toBeGreaterThan(5);
  for (const id of drawn) {
    await page.evaluate((to) => {
      location.hash = `#/${to}`;
    }, id);
    const slide = page.locator(`.slides > section.present#${id}`);
    await expect(slide).toBeVisible();
    expect(`${id}: ${await slide.evaluate(smallOrOutside)}`).toBe(`${id}: `);
  }
});

/** In the page: what of a slide's drawings and tables is smaller than 24 px, or not on the slide. */
function smallOrOutside(slide: Element): string {
  const sheet = slide.getBoundingClientRect();
  const texts = slide.querySelectorAll<SVGElement | HTMLElement>(
    'svg text, figcaption, caption, th, td, td small, .headline',
  );
  return [...texts]
    .filter((text) => {
      const scale = text instanceof SVGGraphicsElement ? (text.getScreenCTM()?.a ?? 0) : 1;
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const isInside =
        left >= sheet.left && right <= sheet.right && top >= sheet.top && bottom <= sheet.bottom;
      return Number.parseFloat(getComputedStyle(text).fontSize) * scale < 24 || !isInside;
    })
    .map(({ textContent }) => textContent?.trim())
    .join(', ');
}

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test(`the words of code move from step to step: ${reducedMotion}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion });
    await page.addInitScript(() => {
      const { animate } = Element.prototype;
      Element.prototype.animate = function (...how) {
        document.documentElement.setAttribute('data-moved', '');
        return animate.apply(this, how);
      };
    });
    await page.goto(onSite('/present/'));
    await at(page, 'talk/0');
    const id = await page
      .locator('.slides > section')
      .filter({ has: page.locator('[data-code-steps]') })
      .first()
      .getAttribute('id');
    await page.goto(onSite(`/present/#/${id}`));
    const shown = page.locator(`section.present#${id} .code-step`);
    await expect(shown.first()).toHaveClass(/is-shown/);
    await page.keyboard.press('ArrowRight');
    await expect(shown.nth(1)).toHaveClass(/is-shown/);
    const moves = reducedMotion === 'no-preference' ? 1 : 0;
    await expect(page.locator('html[data-moved]')).toHaveCount(moves);
  });
}

test('a screen reader hears what is on the slide, and then what each step adds', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await at(page, 'talk/0');
  const spoken = page.locator('[data-spoken]');
  await page.keyboard.press('ArrowRight');
  await expect(spoken).toHaveText(/^Chapter 1\. What telemetry is for\. /);
  await page.keyboard.press('ArrowRight');
  await expect(spoken).toHaveText('Telemetry-driven development? Write code.');
  await page.keyboard.press('ArrowRight');
  await expect(spoken).toHaveText('Watch what it does.');
  await page.keyboard.press('ArrowRight');
  await expect(spoken).toHaveText('Then decide whether it is finished.');
  await page.keyboard.press('ArrowLeft');
  await expect(spoken).toHaveText('Telemetry-driven development? Write code. Watch what it does.');

  // The trace on the sheet of an exercise is for paper.
  await page.evaluate(() => {
    location.hash = '#/recap-purpose';
  });
  await expect(spoken).toHaveText(/^Exercise 1\.1\. Purpose is what it does\. .*\.$/s);
});

test('of code that grows, a screen reader hears the new lines', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await at(page, 'talk/0');
  const code = page.locator('.slides > section').filter({ has: page.locator('[data-code-steps]') });
  const id = await code.first().getAttribute('id');
  await page.evaluate((to) => {
    location.hash = `#/${to}`;
  }, id);
  const steps = page.locator(`section.present#${id} .code-step`);
  await expect(steps.first()).toHaveClass(/is-shown/);
  const linesOf = async (step: number) =>
    (await steps.nth(step).locator('.line').allTextContents()).map((line) => line.trim());
  const [before, after] = [await linesOf(0), await linesOf(1)];
  const added = after.find((line) => line.length > 5 && !before.includes(line)) ?? '';
  const kept = after.find((line) => line.length > 5 && before.includes(line)) ?? '';
  const spoken = page.locator('[data-spoken]');
  await expect(spoken).toContainText(kept);
  await expect(spoken).not.toContainText(added);
  await page.keyboard.press('ArrowRight');
  await expect(spoken).toContainText(added);
  await expect(spoken).not.toContainText(kept);
});

test('the deck is no application to a screen reader', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await at(page, 'talk/0');
  await expect(page.locator('[role="application"]')).toHaveCount(0);
});

test('deck and speaker drive each other, and a reload of either keeps the place', async ({
  context,
  page,
}) => {
  const deck = page;
  await deck.goto(onSite('/present/'));
  await at(deck, 'talk/0');
  const opened = context.waitForEvent('page');
  await deck.keyboard.press('s');
  const speaker = await opened;
  await speaks(speaker, 'talk-0');
  await expect(speaker.locator('[data-wall]')).toContainText(hostWords());

  await speaker.getByRole('button', { name: 'Next' }).click();
  await speaker.getByRole('button', { name: 'Next' }).click();
  await at(deck, 'recap/1');
  // With what is still to come on the slide.
  expect(await barriers(speaker)).toEqual([]);
  await deck.keyboard.press('ArrowRight');
  await expect(speaker.locator('[data-speaker]')).toHaveAttribute('data-step', '1');
  await expect(speaker.getByRole('region', { name: 'Notes' })).toContainText('Noah Betzen gave this talk');
  await speaker.keyboard.press('b');
  await expect(deck.locator('body')).toHaveAttribute('data-black', '');

  await deck.reload();
  await at(deck, 'recap/1');
  await expect(deck.locator('body')).toHaveAttribute('data-step', '1');
  await speaker.reload();
  await speaks(speaker, 'recap-1');
  await expect(speaker.getByRole('button', { name: 'Stop the clock' })).toBeVisible();

  await deck.close();
  await expect(speaker.getByText('No deck is open')).toBeVisible();
  await speaker.keyboard.press('ArrowRight');
  const again = await context.newPage();
  await again.goto(new URL('../', speaker.url()).href);
  await expect(again.locator('body')).toHaveAttribute('data-step', '2');
});

test('the speaker’s view shows what the deck runs, and runs and asks nothing itself', async ({
  context,
  page,
}) => {
  await page.goto(onSite('/present/#/recap-purpose'));
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  const speaker = await context.newPage();
  const asked = asksOf(speaker);
  await speaker.goto(onSite('/present/speaker/'));
  await speaks(speaker, 'recap-purpose');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(speaker.locator('[data-wall]')).toContainText(/exercise (failing|passed)/, {
    timeout: 30_000,
  });
  await expect(speaker.locator('astro-island, trace-timeline, button:text-is("Run")')).toHaveCount(0);
  expect(await barriers(page)).toEqual([]);
  expect(asked).toEqual([]);
});

/** Requests of a page to any demo server, and workers in which one would run. */
function asksOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/(api|v1)\//.test(request.url())) asked.push(request.url());
  });
  page.on('worker', (worker) => asked.push(worker.url()));
  return asked;
}

test('what the times of a talk are is kept when it ends', async ({ page }) => {
  await page.clock.install();
  await page.goto(onSite('/present/speaker/'));
  await speaks(page, 'talk-0');
  await page.keyboard.press('ArrowRight');
  await page.clock.runFor(95_000);
  await expect(page.locator('[data-time="elapsed"]')).toHaveText('1:35');
  await page.getByRole('button', { name: 'Plan and rehearsals' }).click();
  expect(await barriers(page)).toEqual([]);
  const minutes = page.getByRole('spinbutton', { name: 'Minutes' });
  await minutes.fill('42');
  await minutes.blur();
  await expect(page.locator('[data-time="planned"]')).toHaveText('42:00');
  await minutes.fill('9000');
  await minutes.blur();
  await expect(page.getByText('The plan stays as it was')).toBeVisible();
  await expect(page.locator('[data-time="planned"]')).toHaveText('42:00');
  await page.getByRole('button', { name: 'End this talk' }).click();
  await expect(page.getByText('Kept. The clock is back at nothing.')).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const chunks = await (await (await saved).createReadStream()).toArray();
  const [kept] = JSON.parse(Buffer.concat(chunks).toString()).rehearsals;
  expect(Object.keys(kept.spentMs)).toEqual(['recap-0']);
});

test(
  'a server that is gone in the middle: the wall says so, and the talk goes on',
  liveOnly('stops one'),
  async ({ context, page }) => {
    const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
    const corner = page.locator('[data-stage-server]');
    try {
      await page.goto(`${server.url}/present/#/recap-purpose`);
      await expect(corner).toContainText('Live server');
      // Once the clock runs the deck keeps what is still to come.
      const opened = context.waitForEvent('page');
      await page.keyboard.press('s');
      const speaker = await opened;
      await speaks(speaker, 'recap-purpose');
      await expect(page.getByText('Available offline.')).toBeVisible();
    } finally {
      await server.close();
    }
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('body')).toHaveAttribute('data-exercise', 'recap/purpose');
    await expect(corner).toContainText('In your browser');
    await page.keyboard.press('r');
    await expect(corner).toContainText('Recorded');
    await page.keyboard.press('ArrowRight');
    await at(page, 'recap/3');
  },
);
