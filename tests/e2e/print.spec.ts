/** Paper: a hand-out without what only works on a screen, and a deck with one page a slide. */
import { expect, test } from '@playwright/test';
import { onSite } from './host.ts';

test('a chapter on paper has its words, code and traces, and no buttons', async ({ page }) => {
  await page.goto(onSite('/dev/'));
  await page.emulateMedia({ media: 'print' });
  const article = page.getByRole('main');
  await expect(article.getByRole('button')).toHaveCount(0);
  await expect(article.locator('.recorded-trace svg').first()).toBeVisible();
  const code = article.locator('.code-pane', { hasText: 'GET /buildings/:id/units' });
  await expect(code.first()).toBeVisible();
  const tooWidePx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(tooWidePx).toBeLessThanOrEqual(0);
});

test('the deck on paper is one page for each slide and exercise', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'talk/0');
  const slides = await page.locator('.slides > section').count();
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  // Each page object says /Type /Page; the tree of them says /Pages.
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages).toHaveLength(slides);
});
