/** What stands in the way of somebody, in a state that a test has reached. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What another theme may change; all else is looked at once. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Found by axe in both themes, as words; none is right. `within` is a selector. */
export async function barriers(page: Page, within?: string): Promise<readonly string[]> {
  const found: string[] = [];
  const chosen = await page.locator('html').getAttribute('data-theme');
  for (const theme of ['light', 'dark']) {
    await setTheme(page, theme);
    const { violations } = await axeFor(page, theme, within).analyze();
    found.push(...violations.map(({ id, nodes }) => `${theme}, ${id}: ${nodes[0]?.html}`));
  }
  await setTheme(page, chosen);
  return found;
}

function axeFor(page: Page, theme: string, within: string | undefined): AxeBuilder {
  // Without frames axe needs no second page to put its findings together.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (within !== undefined) axe.include(within);
  if (theme === 'dark') return axe.withRules(OF_COLOURS);
  // The order of headings is that of a page.
  return within === undefined ? axe : axe.disableRules(['heading-order']);
}

async function setTheme(page: Page, theme: string | null): Promise<void> {
  await page.locator('html').evaluate((root, to) => {
    if (to === null) root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', to);
  }, theme);
}
