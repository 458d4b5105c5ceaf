/** SQL in the page: over a file that was opened, so on every host alike; with nothing asked of anybody else. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { onSite } from './host.ts';

const span = (n: number) => ({
  traceId: String(n).padStart(32, '0'),
  spanId: String(n).padStart(16, '0'),
  name: `GET /carts/${n % 2}`,
  kind: 2,
  startTimeUnixNano: `${1_790_000_000 + n}000000000`,
  endTimeUnixNano: `${1_790_000_000 + n}0${n}0000000`,
  attributes: [{ key: 'note', value: { stringValue: '<b>not bold</b>' } }],
});
const TEXT = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [1, 2, 3].map(span) }] }] });

test('a file that was opened is asked in SQL, and answers as rows and as a picture', async ({ page }) => {
  const asked = new Set<string>();
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http')) asked.add(origin);
  });
  await page.goto(onSite('/explore/?view=import'));
  await page.getByLabel('Or paste it here').fill(TEXT);
  await page.getByRole('button', { name: 'Open the pasted text' }).click();
  await page.getByRole('link', { name: 'SQL', exact: true }).click();

  const view = page.getByRole('region', { name: 'SQL', exact: true });
  await view.getByLabel('Begin with').selectOption('How slow is each kind of request?');
  const rows = view.getByRole('region', { name: 'The answer:' }).getByRole('row');
  // DuckDB is fetched and started by this question.
  await expect(rows).toHaveCount(3, { timeout: 60_000 });
  await expect(rows.nth(1)).toContainText('GET /carts/1');
  await expect(view.getByText(/over 3 spans and 0 log records/)).toBeVisible();
  await expect(view.locator('.sql-bars')).toBeVisible();

  const editor = view.getByRole('textbox', { name: 'SQL statement' });
  const write = async (statement: string) => {
    await editor.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(statement);
    await page.keyboard.press('ControlOrMeta+Enter');
  };
  await write("SELECT SpanAttributes['note'] AS note,\n  wrong FROM otel_traces");
  await expect(view.getByRole('alert')).toContainText('"wrong" not found');
  await expect(view.getByRole('button', { name: 'Line 2' })).toBeVisible();
  await write("SELECT SpanAttributes['note'] AS note FROM otel_traces LIMIT 1");
  await expect(rows.nth(1)).toHaveText('<b>not bold</b>');
  await expect(view.getByRole('alert')).toBeEmpty();

  const { violations } = await new AxeBuilder({ page }).include('.sql-pane').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect([...asked]).toEqual([new URL(page.url()).origin]);
  // The statement stays in the address; what is asked is there again once a file is, wherever there is no server.
  await page.reload();
  const closed = page.getByRole('heading', { name: 'The demo server can run in this page' });
  await expect(editor.or(closed)).toBeVisible();
  if (await closed.isVisible()) {
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page.getByLabel('Or paste it here').fill(TEXT);
    await page.getByRole('button', { name: 'Open the pasted text' }).click();
    await page.getByRole('link', { name: 'SQL', exact: true }).click();
  }
  await expect(editor).toContainText('AS note FROM otel_traces LIMIT 1');
});
