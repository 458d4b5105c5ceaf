/** `/explore/` over files: pasted, dropped and chosen ones are read in the browser, also large ones, and closed again. */
import { expect, type Page, test } from '@playwright/test';
import { liveOnly } from './host.ts';

const list = (page: Page) => page.getByRole('grid', { name: 'Traces' });
const row = (page: Page, name: string) => list(page).getByRole('row', { name: new RegExp(name) });
const query = (page: Page) => page.getByRole('combobox', { name: 'TraceQL' });

test.describe('beside a running server', liveOnly('has its telemetry beside that of the file'), () => {
  test('a pasted file is read in the browser, listed, and closed again', async ({ page }) => {
    await page.goto('/explore/?view=import');
    const picker = page.getByLabel('Files with telemetry');
    const nonsense = { name: 'slip.json', mimeType: 'application/json', buffer: Buffer.from('nonsense') };
    await picker.setInputFiles(nonsense);
    await expect(page.getByRole('heading', { name: 'slip.json' })).toBeVisible();
    // Once it is mended, the same file can be chosen again.
    await expect(picker).toHaveValue('');
    const span = (n: number) => ({
      traceId: String(n).padStart(32, '0'),
      spanId: String(n).padStart(16, '0'),
      name: `from the file ${n}`,
      startTimeUnixNano: `${1_790_000_000 + n}000000000`,
      endTimeUnixNano: `${1_790_000_001 + n}000000000`,
    });
    const text = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [1, 2, 3].map(span) }] }] });
    await page.getByLabel('Or paste it here').fill(text);
    await page.getByRole('button', { name: 'Open the pasted text' }).click();
    await expect(row(page, 'from the file')).toHaveCount(3);
    await query(page).fill('{ name = "from the file 2" }');
    await expect(row(page, 'from the file')).toHaveCount(1);
    // Back or forward, with the focus where it was typed.
    await query(page).focus();
    await page.evaluate(() => {
      history.pushState(null, '', `?q=${encodeURIComponent('{ name = "from the file 3" }')}`);
      dispatchEvent(new PopStateEvent('popstate'));
    });
    await expect(query(page)).toHaveValue('{ name = "from the file 3" }');
    await expect(row(page, 'from the file 3')).toHaveCount(1);
    await query(page).fill('{ name = "from the file 2" }');
    await row(page, 'from the file 2').click();
    await expect(page.locator('trace-timeline').getByRole('row', { name: /from the file 2/ })).toBeVisible();
    await page.getByRole('button', { name: 'Close the file' }).click();
    await expect(page.getByRole('button', { name: 'Close the file' })).toHaveCount(0);
  });

  test('a file dropped anywhere on the page is read, listed, and told of once', async ({ page }) => {
    await page.goto('/explore/?view=logs');
    await expect(page.getByRole('grid', { name: 'Logs' }).or(page.locator('.teach')).first()).toBeVisible();
    const span = (n: number) => ({
      traceId: String(n).padStart(32, '0'),
      spanId: String(n).padStart(16, '0'),
      name: `dropped ${n}`,
      startTimeUnixNano: `${1_790_000_000 + n}000000000`,
      endTimeUnixNano: `${1_790_000_001 + n}000000000`,
    });
    const text = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [1, 2].map(span) }] }] });
    await page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], 'dropped.json', { type: 'application/json' }));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }, text);
    await expect(row(page, 'dropped')).toHaveCount(2);
    await expect(page.locator('.explore .source')).toContainText('dropped.json: 2 spans');
    // Read out, too, but not to be seen a second time.
    await expect(page.getByRole('status').filter({ hasText: 'dropped.json' })).toHaveClass('sr-only');
    await expect(page.locator('.notice')).toHaveCount(0);
    await row(page, 'dropped 2').click();
    await expect(page.locator('trace-timeline').getByRole('row', { name: /dropped 2/ })).toBeVisible();
    // Of what it does not hold nobody is told that a server would.
    for (const [view, what] of [
      ['Logs', 'log records'],
      ['Metrics', 'metrics'],
    ] as const) {
      await page.getByRole('link', { name: view, exact: true }).click();
      await expect(page.getByText(`The file holds no ${what}.`)).toBeVisible();
    }
  });

  test('ten thousand traces: only the rows on screen exist, and the keyboard reaches the last', async ({
    page,
  }) => {
    await page.goto('/explore/?view=import');
    const lines = Array.from({ length: 10_000 }, (_, n) => ({
      traceId: (n + 1).toString(16).padStart(32, '0'),
      spanId: (n + 1).toString(16).padStart(16, '0'),
      name: `trace number ${n + 1}.`,
      startTimeUnixNano: `${1_790_000_000_000 + n}000000`,
      endTimeUnixNano: `${1_790_000_000_005 + n}000000`,
    }));
    const file = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: lines }] }] });
    await page.getByLabel('Files with telemetry').setInputFiles({
      name: 'many.json',
      mimeType: 'application/json',
      buffer: Buffer.from(file),
    });
    await expect(list(page)).toHaveAttribute('aria-rowcount', '10001');
    expect(await list(page).getByRole('row').count()).toBeLessThan(60);
    // The other way round, scrolled, in another window, and with a row less above: what is read stays.
    const start = list(page).getByRole('button', { name: 'Start' });
    await start.click();
    await expect(row(page, 'trace number 1\\.')).toBeVisible();
    await list(page).evaluate((grid) => {
      grid.scrollTop = 4_400;
    });
    await expect(row(page, 'trace number 101\\.')).toBeInViewport();
    await page.setViewportSize({ width: 1_000, height: 640 });
    await query(page).fill('{ name != "trace number 1." }');
    await expect(list(page)).toHaveAttribute('aria-rowcount', '10000');
    await expect(row(page, 'trace number 101\\.')).toBeInViewport();
    await query(page).fill('');
    await expect(list(page)).toHaveAttribute('aria-rowcount', '10001');
    await start.click();
    await list(page).focus();
    await list(page).press('End');
    await expect(row(page, 'trace number 1\\.')).toHaveAttribute('aria-selected', 'true');
    await list(page).press('Home');
    await list(page).press('ArrowDown');
    await list(page).press('Enter');
    await expect(
      page.locator('trace-timeline').getByRole('row', { name: /trace number 9999\./ }),
    ).toBeVisible();
  });
});
