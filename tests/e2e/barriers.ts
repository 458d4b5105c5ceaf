/** What stands in the way of somebody, in a state that a test has reached. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Found by axe in both themes, as words; none is right. `within` is a selector. */
export async function barriers(page: Page, within?: string): Promise<readonly string[]> {
  const found: string[] = [];
  const chosen = await page.locator('html').getAttribute('data-theme');
  for (const theme of ['light', 'dark']) {
    await setTheme(page, theme);
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
    // The order of headings is that of a page.
    const asked = within === undefined ? axe : axe.include(within).disableRules(['heading-order']);
    const { violations } = await asked.analyze();
    found.push(...violations.map(({ id, nodes }) => `${theme}, ${id}: ${nodes[0]?.html}`));
  }
  await setTheme(page, chosen);
  return found;
}

async function setTheme(page: Page, theme: string | null): Promise<void> {
  await page.locator('html').evaluate((root, to) => {
    if (to === null) root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', to);
  }, theme);
}
