/** What a reader of `/explore/` has chosen is in its address. */
import { expect, test } from '@playwright/test';
import { liveOnly } from './host.ts';

test.describe('over a running server', liveOnly('sends telemetry to it'), () => {
  test('time, severity, words and instrument are in the address: it leads there again, and back leads back', async ({
    page,
    request,
  }) => {
    const word = `placed-${Date.now()}`;
    const times = { startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000` };
    const traceId = Date.now().toString(16).padStart(32, 'd');
    const spans = [{ traceId, spanId: '00000000000000d1', name: word, ...times }];
    await request.post('/v1/traces', { data: { resourceSpans: [{ scopeSpans: [{ spans }] }] } });
    const record = (severityNumber: number, body: string) => ({
      timeUnixNano: `${Date.now()}000000`,
      severityNumber,
      body: { stringValue: `${body} ${word}` },
    });
    const logRecords = [record(9, 'calm'), record(17, 'loud')];
    await request.post('/v1/logs', { data: { resourceLogs: [{ scopeLogs: [{ logRecords }] }] } });
    const dataPoints = [{ asDouble: 1, timeUnixNano: `${Date.now()}000000` }];
    const metrics = [`${word}.a`, `${word}.b`].map((name) => ({ name, gauge: { dataPoints } }));
    await request.post('/v1/metrics', { data: { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] } });

    await page.goto('/explore/');
    await page.getByLabel('Time', { exact: true }).selectOption('Last hour');
    await expect(page).toHaveURL(/\?range=1h$/);
    await expect(
      page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: new RegExp(word) }),
    ).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Time', { exact: true })).toHaveValue('1h');
    await page.goBack();
    await expect(page.getByLabel('Time', { exact: true })).toHaveValue('');

    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    const logs = page.getByRole('grid', { name: 'Logs' }).getByRole('row', { name: new RegExp(word) });
    await page.getByRole('searchbox', { name: 'Search in logs' }).fill(word);
    await page.getByLabel('Severity').selectOption('Error');
    await expect(logs).toHaveCount(1);
    await page.reload();
    await expect(logs).toHaveCount(1);
    await page.goBack();
    await expect(logs).toHaveCount(2);
    await expect(page.getByRole('searchbox', { name: 'Search in logs' })).toHaveValue(word);

    await page.getByRole('link', { name: 'Metrics', exact: true }).click();
    const filter = page.getByRole('searchbox', { name: 'Filter instruments' });
    await expect(filter).toHaveValue('');
    await filter.fill(word);
    const instruments = page.getByRole('list', { name: 'Instruments' });
    for (const name of ['a', 'b'])
      await instruments.getByRole('button', { name: new RegExp(`${word}.${name}`) }).click();
    await expect(page.getByRole('heading', { name: `${word}.b` })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: `${word}.b` })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { name: `${word}.a` })).toBeVisible();
  });
});
