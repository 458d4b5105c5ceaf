/** `/explore/` over the running server: everything here is sent to it, and appears, while the page is open. */
import AxeBuilder from '@axe-core/playwright';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import type { TraceTimeline } from '../../src/timeline/trace-timeline.ts';
import { liveOnly, onSite } from './host.ts';

const ORIGIN_MS = Date.now();
let sent = 0;
interface Sent {
  readonly name: string;
  readonly service?: string;
  readonly error?: boolean;
}
/** A trace of two spans, as a program would send it; resolves with its id. */
async function sendTrace(
  request: APIRequestContext,
  { name, service = 'shop', error }: Sent,
): Promise<string> {
  sent++;
  const random = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  const traceId = random.join('');
  const span = (spanId: string, over: object) => ({
    traceId,
    spanId,
    kind: 2,
    startTimeUnixNano: `${ORIGIN_MS + sent}000000`,
    endTimeUnixNano: `${ORIGIN_MS + sent + 40}000000`,
    ...over,
  });
  const spans = [
    span('00000000000000a1', { name, ...(error ? { status: { code: 2, message: 'no' } } : {}) }),
    span('00000000000000a2', { name: `inner of ${name}`, parentSpanId: '00000000000000a1' }),
  ];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const response = await request.post('/v1/traces', {
    data: { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] },
  });
  expect(response.ok()).toBe(true);
  return traceId;
}

const list = (page: Page) => page.getByRole('grid', { name: 'Traces' });
const row = (page: Page, name: string) => list(page).getByRole('row', { name: new RegExp(name) });
const query = (page: Page) => page.getByRole('combobox', { name: 'TraceQL' });

test.describe('over a running server', liveOnly('sends telemetry to it'), () => {
  test('a link leads to a place in a trace, and what arrives later leaves the reader there', async ({
    page,
    request,
  }) => {
    const traceId = await sendTrace(request, { name: 'GET /place' });
    const place = `trace=${traceId}&span=00000000000000a2`;
    await page.goto(`/explore/?${place}#${place}&from=10000000&to=30000000&view=flame`);
    const timeline = page.locator('trace-timeline');
    await expect(timeline.getByRole('radio', { name: 'Flame' })).toBeChecked();
    await expect(timeline.getByRole('note')).toHaveText(/whole trace/);
    await expect(timeline.getByRole('region', { name: 'Span details' })).toContainText('inner of GET /place');
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
    const later = {
      traceId,
      spanId: '00000000000000a3',
      parentSpanId: '00000000000000a1',
      name: 'later',
      kind: 1,
      startTimeUnixNano: `${ORIGIN_MS + sent + 5}000000`,
      endTimeUnixNano: `${ORIGIN_MS + sent + 9}000000`,
    };
    await request.post('/v1/traces', {
      data: { resourceSpans: [{ resource, scopeSpans: [{ spans: [later] }] }] },
    });
    await expect(timeline).toContainText('3 spans');
    expect(await timeline.evaluate((element) => (element as TraceTimeline).place)).toMatchObject({
      view: 'flame',
      spanId: '00000000000000a2',
      window: { startNs: 10_000_000, endNs: 30_000_000 },
    });
  });

  test('a trace appears while the page is open, is filtered, opened and linked to', async ({
    page,
    request,
  }) => {
    const unique = `GET /carts/${Date.now()}`;
    await sendTrace(request, { name: `${unique}/before` });
    await page.goto('/explore/');
    await expect(row(page, `${unique}/before`)).toBeVisible();
    const traceId = await sendTrace(request, { name: `${unique}/after`, error: true });
    await expect(row(page, `${unique}/after`)).toBeVisible();

    await query(page).fill(`{ status = error && name = "${unique}/after" }`);
    await expect(row(page, `${unique}/before`)).toHaveCount(0);
    await expect(row(page, `${unique}/after.*1 error`)).toBeVisible();

    await row(page, `${unique}/after`).click();
    await expect(page.getByRole('heading', { name: `shop ${unique}/after` })).toBeFocused();
    const timeline = page.locator('trace-timeline');
    await expect(timeline.getByRole('row', { name: new RegExp(`inner of ${unique}/after`) })).toBeVisible();
    await timeline.getByRole('row', { name: new RegExp(`inner of ${unique}/after`) }).click();
    await expect(page).toHaveURL(new RegExp(`trace=${traceId}&span=00000000000000a2`));

    const address = page.url();
    await page.goto('/explore/?view=logs');
    await page.goto(address);
    await expect(page.locator('trace-timeline').getByRole('row', { name: /inner of/ })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.getByRole('link', { name: 'All traces' }).click();
    await expect(query(page)).toHaveValue(/status = error/);
  });

  test('a wrong query says where, and what was meant; completion writes fields and values', async ({
    page,
    request,
  }) => {
    await sendTrace(request, { name: 'completed', service: 'completing-service' });
    // What can be completed is asked for once the page is there, and again when there is news.
    const fields = page.waitForResponse(/\/api\/fields/);
    await page.goto('/explore/');
    await fields;
    await expect(row(page, 'completed').first()).toBeVisible();
    await query(page).fill('{ status = eror }');
    const words = page.locator('#query-words');
    await expect(words).toContainText('Character 12');
    await expect(words).toContainText('Did you mean error?');
    await expect(words.locator('mark')).toHaveText('eror');
    await expect(query(page)).toHaveAttribute('aria-invalid', 'true');

    await query(page).fill('');
    await query(page).pressSequentially('{ resource.service.n');
    await page.getByRole('option', { name: 'resource.service.name', exact: true }).click();
    await query(page).pressSequentially(' = "completing');
    await query(page).press('ArrowDown');
    await query(page).press('Enter');
    await expect(query(page)).toHaveValue('{ resource.service.name = "completing-service"');
    await query(page).pressSequentially(' }');
    await expect(row(page, 'completed').first()).toBeVisible();
    await expect(query(page)).not.toHaveAttribute('aria-invalid', 'true');
  });

  test('a metrics query is a chart, and its points lead to traces', async ({ page, request }) => {
    const service = `measured-${Date.now()}`;
    const traceId = await sendTrace(request, { name: 'measured', service });
    const text = `{ resource.service.name = "${service}" } | count_over_time() by (resource.service.name)`;
    await page.goto(`/explore/?q=${encodeURIComponent(text)}`);
    const metric = page.getByRole('region', { name: 'Metric' });
    await expect(metric.locator('canvas')).toBeVisible();
    // Whose telemetry it is only a list says: before there was one, nobody is told that all is theirs.
    await expect(page.locator('.explore .source')).toHaveText(/^\s*It keeps /);
    await metric.getByText('The numbers').click();
    await expect(metric.getByRole('cell', { name: '2', exact: true })).toBeVisible();
    // A drawing says nothing to who cannot see it: the newest values and all of them stand beside it.
    await expect(metric.getByRole('figure')).toMatchAriaSnapshot(`
      - figure:
        - list:
          - listitem: /resource.service.name=measured-\\d+ 2/
    `);
    await expect(metric.getByRole('table')).toMatchAriaSnapshot(`
      - table:
        - rowgroup:
          - row /Time resource.service.name=measured-\\d+/
    `);
    await metric.getByRole('link', { name: new RegExp(service) }).click();
    await expect(page).toHaveURL(new RegExp(`trace=${traceId}`));
  });

  test('what a program sent is listed with what could be better, and a refusal with its reason', async ({
    page,
    request,
  }) => {
    await page.goto('/explore/?view=ingest');
    await sendTrace(request, { name: 'GET /orders/4711', service: 'noted' });
    const requests = page.getByRole('grid', { name: 'Requests' });
    await requests.getByRole('row', { name: /noted, HTTP, JSON, 2 spans, 1 hint/ }).click();
    const details = page.getByRole('complementary', { name: 'Request' });
    await expect(details).toContainText('The name holds an id');
    await expect(details).toContainText('first on GET /orders/4711');
    await request.post('/v1/logs', { data: 'not json', headers: { 'content-type': 'application/json' } });
    await requests
      .getByRole('row', { name: /nothing, refused/ })
      .first()
      .click();
    await expect(details).toContainText('400');
    await expect(details).toContainText('What the sender was told');
  });

  test('logs are filtered by severity and words, and lead to their spans', async ({ page, request }) => {
    const word = `word${Date.now()}`;
    const traceId = await sendTrace(request, { name: `logged ${word}` });
    const record = (severityNumber: number, severityText: string, body: string) => ({
      timeUnixNano: `${Date.now()}000000`,
      severityNumber,
      severityText,
      body: { stringValue: body },
      traceId,
      spanId: '00000000000000a2',
    });
    const logRecords = [record(9, 'INFO', `calm ${word}`), record(17, 'ERROR', `<b>loud</b> ${word}`)];
    await request.post('/v1/logs', { data: { resourceLogs: [{ scopeLogs: [{ logRecords }] }] } });
    await page.goto('/explore/?view=logs');
    await page.getByRole('searchbox', { name: 'Search in logs' }).fill(word);
    const logs = page.getByRole('grid', { name: 'Logs' });
    await expect(logs.getByRole('row', { name: new RegExp(word) })).toHaveCount(2);
    await page.getByLabel('Severity').selectOption('Error');
    await expect(logs.getByRole('row', { name: new RegExp(word) })).toHaveCount(1);
    await logs.getByRole('row', { name: new RegExp(word) }).click();
    await expect(page.getByRole('complementary', { name: 'Log record' })).toContainText(
      `<b>loud</b> ${word}`,
    );
    await page.getByRole('link', { name: 'Show its span' }).click();
    await expect(
      page.locator('trace-timeline').getByRole('row', { name: /inner of logged/ }),
    ).toHaveAttribute('aria-selected', 'true');
  });

  test('metrics: what was received and what the services measured, as charts and numbers', async ({
    page,
    request,
  }) => {
    const name = `stock.level.${Date.now()}`;
    const dataPoints = [1, 2].map((value) => ({
      asDouble: value * 10,
      timeUnixNano: `${Date.now() + value}000000`,
    }));
    await request.post('/v1/metrics', {
      data: { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name, gauge: { dataPoints } }] }] }] },
    });
    await request.get('/api/building/buildings/1');
    await page.goto('/explore/?view=metrics');
    await expect(page.getByRole('heading', { name: 'Request latency' })).toBeVisible();
    const instruments = page.getByRole('list', { name: 'Instruments' });
    await expect(
      instruments.getByRole('button', { name: /http\.server\.request\.duration building-api/ }),
    ).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter instruments' }).fill(name);
    await instruments.getByRole('button').click();
    await expect(page.getByRole('heading', { name })).toBeVisible();
    await expect(page.locator('.instrument canvas')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Newest values' })).toContainText('20');
  });

  test('an exponential histogram is drawn, and its exemplar opens the span it was measured in', async ({
    page,
    request,
  }) => {
    const name = `checkout.duration.${Date.now()}`;
    const traceId = Date.now().toString(16).padStart(32, 'e');
    const spanId = '00000000000000e1';
    const timeUnixNano = `${Date.now()}000000`;
    const span = { traceId, spanId, name: 'measured checkout', startTimeUnixNano: timeUnixNano };
    await request.post('/v1/traces', {
      data: { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: timeUnixNano }] }] }] },
    });
    const point = {
      timeUnixNano,
      count: 3,
      sum: 9,
      scale: 0,
      positive: { offset: 1, bucketCounts: [3] },
      exemplars: [{ traceId, spanId, timeUnixNano, asDouble: 3.5 }],
    };
    const exponentialHistogram = { aggregationTemporality: 2, dataPoints: [point] };
    await request.post('/v1/metrics', {
      data: {
        resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name, unit: 's', exponentialHistogram }] }] }],
      },
    });
    await page.goto('/explore/?view=metrics');
    await page.getByRole('searchbox', { name: 'Filter instruments' }).fill(name);
    await expect(page.getByRole('list', { name: 'Buckets' }).getByRole('listitem')).toHaveText(/2 s to 4 s/);
    await expect(page.locator('.instrument canvas')).toBeVisible();
    await page.getByRole('link', { name: /^3\.5 s at / }).click();
    await expect(page).toHaveURL(new RegExp(`trace=${traceId}&span=${spanId}`));
    await expect(page.getByRole('heading', { name: 'measured checkout' })).toBeVisible();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`nothing for axe to say, ${theme}`, async ({ page, request }) => {
      await sendTrace(request, { name: 'seen by axe', error: true });
      await page.addInitScript((name) => localStorage.setItem('starlight-theme', name), theme);
      const places = [
        '',
        '?q=%7B%20nme%20%7D',
        '?q=%7B%20%7D%20%7C%20rate()',
        '?view=metrics',
        '?view=logs',
        '?view=ingest',
        '?view=server',
        '?view=import',
      ];
      for (const place of places) {
        await page.goto(`/explore/${place}`);
        await expect(
          page.locator('.explore :is(.grid, .chart, .metrics, .teach, .import, [data-wrong])').first(),
        ).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${place} ${id}: ${nodes[0]?.html}`)).toEqual([]);
      }
    });
  }
});

test('without a server: the demo server starts in the page when asked, and its traces are listed', async ({
  page,
}) => {
  await page.route(/\/(api|v1)\//, (route) => route.abort());
  await page.goto(onSite('/explore/'));
  await page.getByRole('button', { name: 'Start it in this page' }).click();
  await expect(page.getByRole('heading', { name: 'No traces yet' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Send a request' }).click();
  await expect(row(page, 'GET /buildings/:id/units').first()).toBeVisible();
  await row(page, 'GET /buildings/:id/units').first().click();
  await expect(
    page
      .locator('trace-timeline')
      .getByRole('row', { name: /SELECT/ })
      .first(),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Metrics' }).click();
  await expect(
    page.getByRole('button', { name: /http\.server\.request\.duration building-api/ }),
  ).toBeVisible();
});
