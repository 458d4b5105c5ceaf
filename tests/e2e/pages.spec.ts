/** Every page as people meet it: both themes, the width of a phone, and what assistive tools and search need. */
import { readdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { barriers } from './barriers.ts';
import { cutText, spaceText } from './cut-text.ts';
import { hostMode, hostWords, liveOnly, onSite, siteOrigin } from './host.ts';
import { moving } from './moving.ts';

const names = (folder: string) =>
  readdirSync(`content/${folder}`)
    .filter((file) => file.endsWith('.mdx'))
    .map((file) => file.replace('.mdx', ''));
const CHAPTERS = names('chapters');
const PAGES = [
  '/',
  ...CHAPTERS.map((chapter) => `/${chapter}/`),
  ...names('guides').map((guide) => `/guides/${guide}/`),
  '/ninety-minutes/',
  '/summary/',
  '/glossary/',
  '/404.html',
];
/** Without the header of the site. */
const OF_THE_TALK = ['/present/speaker/', '/present/preflight/', '/join/'];
const EXPLORE_VIEWS = ['logs', 'metrics', 'sql', 'ingest', 'import'];
/** A window of 1280 by 900 pixels, zoomed by its reader (WCAG 1.4.4 and 1.4.10). */
const ZOOMED_TWICE = { width: 640, height: 450 };
const ZOOMED_FOUR_TIMES = { width: 320, height: 225 };

/** Opens a page and says what went wrong in it. */
async function open(page: Page, path: string): Promise<readonly string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('requestfailed', (request) => {
    if (!request.url().includes('/api/feed')) errors.push(`${request.url()} failed`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== siteOrigin()) errors.push(`asked ${request.url()}`);
  });
  await page.goto(onSite(path));
  await expect(page.locator(`[data-server-mode="${hostMode()}"]`)).toBeVisible();
  return errors;
}

for (const path of PAGES) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${path} in the ${colorScheme} theme has no barrier that axe knows`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const errors = await open(page, path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
      expect(errors).toEqual([]);
    });
  }
}

/** What has a layout of its own, too. */
const WHOLE = [
  ...PAGES,
  ...['/explore/', ...EXPLORE_VIEWS.map((view) => `/explore/?view=${view}`)],
  ...OF_THE_TALK,
];
for (const path of WHOLE) {
  test(`${path} is whole at 200 % and 400 % and with more space between its letters, and nothing in it moves`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize(ZOOMED_TWICE);
    await (OF_THE_TALK.includes(path) ? page.goto(onSite(path)) : open(page, path));
    await expect.poll(() => lost(page)).toEqual([]);
    await page.setViewportSize(ZOOMED_FOUR_TIMES);
    await expect.poll(() => lost(page)).toEqual([]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await page.evaluate(moving)).toEqual([]);
    await page.evaluate(spaceText);
    await expect.poll(() => lost(page)).toEqual([]);
  });
}

/** What a reader would have to scroll sideways for, or cannot read at all. */
async function lost(page: Page): Promise<readonly string[]> {
  const tooWidePx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const cut = await page.evaluate(cutText);
  return tooWidePx > 0 ? [`the page is ${tooWidePx} px too wide`, ...cut] : cut;
}

test('in forced colours drawings take the system’s, what is chosen has a frame, and Run can be read', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, '/recap/');
  const [text, ground] = await page.locator('h1').evaluate((heading) => {
    heading.style.color = 'CanvasText';
    heading.style.backgroundColor = 'Canvas';
    const { color, backgroundColor } = getComputedStyle(heading);
    return [color, backgroundColor];
  });
  expect(text).not.toBe(ground);
  await expect(page.locator('.diagram text').first()).toHaveCSS('fill', text ?? '');
  await expect(page.locator('.diagram .box').first()).toHaveCSS('fill', ground ?? '');
  const { color, backgroundColor } = await page
    .locator('.exercise-card button.run')
    .first()
    .evaluate((button) => {
      const style = getComputedStyle(button);
      return { color: style.color, backgroundColor: style.backgroundColor };
    });
  // The system draws its own ground behind letters, so text in the colour of that ground is no text.
  expect([ground, backgroundColor]).not.toContain(color);
  const chosen = page.locator('#starlight__sidebar [aria-current="page"]').first();
  await expect(chosen).toHaveCSS('outline-style', 'solid');
});

for (const path of ['/present/', '/explore/']) {
  test(`${path} asks nobody but its own host`, async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== siteOrigin()) asked.push(request.url());
    });
    await page.goto(onSite(path), { waitUntil: 'networkidle' });
    expect(asked).toEqual([]);
  });
}

for (const widthPx of [360, 640, 900, 1440]) {
  for (const chapter of CHAPTERS) {
    test(`${chapter}, with each of its cards open, fits a window of ${widthPx} px`, async ({ page }) => {
      await page.setViewportSize({ width: widthPx, height: 800 });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open(page, `/${chapter}/`);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      const outside = await page.locator('.beside').evaluateAll(async (all) => {
        // Where a card stands follows the scrolling with the next frame.
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const found: string[] = [];
        for (const beside of all) {
          beside.scrollIntoView({ block: 'center', behavior: 'instant' });
          beside.querySelector('a')?.focus();
          await frame();
          await frame();
          const card = beside.querySelector('.beside-card');
          const { left, right, top, bottom } = card?.getBoundingClientRect() ?? new DOMRect(-1);
          const fits =
            left >= 0 && right <= document.documentElement.clientWidth && top >= 0 && bottom <= innerHeight;
          if (!fits) found.push(`${beside.textContent}: ${left} to ${right}, ${top} to ${bottom}`);
        }
        return found;
      });
      expect(outside).toEqual([]);
    });
  }
}

test(
  'the first page shows the trace of its own first request',
  liveOnly('asks without being asked'),
  async ({ page }) => {
    await open(page, '/');
    await expect(page.getByRole('status').filter({ hasText: 'Answered 200' })).toBeVisible();
    const spans = await page
      .locator('trace-timeline')
      .evaluate((element) => (element as HTMLElement & { spanCount: number }).spanCount);
    expect(spans).toBe(15);
  },
);

test('the theme button holds over a reload', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, '/recap/');
  const button = page.getByRole('button', { name: 'Dark theme' });
  await button.click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(button).toHaveAttribute('aria-pressed', 'true');
});

test('one click tells where the telemetry comes from', async ({ page }) => {
  await open(page, '/recap/');
  await page.getByRole('button', { name: hostWords() }).click();
  await expect(page.getByRole('dialog', { name: 'Where the telemetry comes from' })).toContainText(
    hostMode() === 'live' ? 'real request' : 'a real PostgreSQL',
  );
  expect(await barriers(page, '#server-mode-menu')).toEqual([]);
});

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
]) {
  test(`search finds a chapter by its words, and says how many: ${viewport.width} px`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await open(page, '/');
    await page.getByRole('banner').getByRole('button', { name: 'Search' }).click();
    const dialog = page.getByRole('dialog', { name: 'Search' });
    const field = dialog.getByRole('textbox', { name: 'Search' });
    await field.fill('POSIWID');
    await expect(dialog.getByRole('link', { name: /telemetry is for/i }).first()).toBeVisible();
    await expect(dialog.getByRole('status')).toHaveText(/^\d+ results for POSIWID$/);
    expect(await barriers(page, 'dialog[open]')).toEqual([]);
    await field.fill('zzqqxx');
    await expect(dialog.getByRole('status')).toHaveText('No results for zzqqxx');
    expect(await barriers(page, 'dialog[open]')).toEqual([]);
  });
}

test('the slides of each chapter are numbered from one, without a gap', async ({ page }) => {
  for (const chapter of CHAPTERS) {
    await page.goto(onSite(`/${chapter}/`));
    const slides = await page
      .locator('figure[data-slide]')
      .evaluateAll((figures) => figures.map((figure) => figure.getAttribute('data-slide')));
    expect(slides.length).toBeGreaterThan(0);
    expect(slides).toEqual(slides.map((_, index) => `${chapter}/${index + 1}`));
  }
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('a chapter reads in full, with the goal, steps and checks of its exercise', async ({ page }) => {
    await page.goto(onSite('/dev/'));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const exercise = page.locator('section[data-exercise]').first();
    await expect(exercise.getByText('What to do')).toBeVisible();
    await expect(exercise.locator('[data-check]').first()).toBeVisible();
    await expect(page.locator('[data-server-mode="recorded"]')).toBeVisible();
  });
});
