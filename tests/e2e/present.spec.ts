/** The deck: one source with the chapters, a place in the address, keys that belong to whoever has the focus. */
import { expect, test } from '@playwright/test';
import { onSite } from './host.ts';

test('the deck opens at its title and moves by arrow keys', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'talk/0');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'recap/0');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'recap/1');
  await expect(page.getByRole('heading', { name: 'Telemetry-driven development?' })).toBeVisible();
});

test('an address leads to its slide, and an exercise knows the slide it belongs to', async ({ page }) => {
  await page.goto(onSite('/present/#/recap-purpose'));
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'recap/2');
  await expect(page.locator('body')).toHaveAttribute('data-exercise', 'recap/purpose');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
});

test('the deck is no application to a screen reader', async ({ page }) => {
  await page.goto(onSite('/present/'));
  await expect(page.locator('body')).toHaveAttribute('data-slide', 'talk/0');
  await expect(page.locator('[role="application"]')).toHaveCount(0);
});
