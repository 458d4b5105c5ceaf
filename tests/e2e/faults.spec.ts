/** What a person sees when things go wrong: hostile text, a closed page, a server that stops in the middle of a run. */
import { expect, test } from '@playwright/test';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { SITE_DIR } from '../../scripts/build-steps.ts';
import { loadExercise } from '../../src/exercises/definition/load.ts';
import type { OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { barriers } from './barriers.ts';
import { ExercisePage } from './exercise-page.ts';
import { liveOnly } from './host.ts';

const lockdown = loadExercise('dev/where-did-900-ms-go');

test(
  'a span with markup for a name is shown as text',
  liveOnly('another program sends it'),
  async ({ page, request }) => {
    const exercise = loadExercise('recap/purpose');
    // Another program reports a span of its own into the same run, while the run is under way.
    await page.route('**/heartbeat', async (route) => {
      const { traceparent = '', baggage = '' } = route.request().headers();
      const answer = await request.post('/v1/traces', { data: hostileSpan(traceparent, baggage) });
      expect(answer.status()).toBe(200);
      await route.continue();
    });
    const on = await ExercisePage.open(page, exercise);
    await on.attempt(exercise.solution);
    const row = on.card.getByRole('row', { name: /onerror/ });
    await row.click();
    await expect(on.card.getByText("<script>document.title = 'owned'</script>").first()).toBeVisible();
    expect(await page.title()).not.toBe('owned');
    expect(await on.card.locator('img, script').count()).toBe(0);
  },
);

test(
  'a server that stops in the middle of a run is said so, and the run ends',
  liveOnly('stops one'),
  async ({ page }) => {
    const server = await startNodeServer({ port: 0, siteDir: SITE_DIR });
    // Held on its way, so that the run is under way for certain when the server stops.
    let letGo = () => {};
    const stopped = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const held = page.waitForRequest(/\/api\/building\//);
    await page.route(/\/api\/building\//, async (route) => {
      await stopped;
      await route.continue();
    });
    try {
      const on = await openAt(page, server);
      await on.fill(lockdown.start, ['prediction', 'knob']);
      await on.card.getByRole('button', { name: 'Run', exact: true }).click();
      await held;
      await expect(on.card).toHaveAttribute('data-state', 'running');
      expect(await barriers(page, `section[data-exercise="${lockdown.id}"]`)).toEqual([]);
    } finally {
      await server.close();
      letGo();
    }
    const card = page.locator(`section[data-exercise="${lockdown.id}"]`);
    await expect(card).not.toHaveAttribute('data-state', 'running');
    await expect(card).not.toHaveAttribute('data-state', 'passed');
    await expect(card.getByRole('alert')).toContainText(/server/i);
    expect(await barriers(page, `section[data-exercise="${lockdown.id}"]`)).toEqual([]);
  },
);

test('a page that closes in the middle of a run harms nobody else', async ({ browser, page }) => {
  const other = await browser.newPage();
  const gone = await ExercisePage.open(other, lockdown);
  await gone.fill(lockdown.start, ['prediction', 'knob']);
  await gone.card.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => gone.spanCount()).toBeGreaterThan(2);
  await other.close();

  const on = await ExercisePage.open(page, lockdown);
  await on.attempt(lockdown.solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
});

test('a timeline that cannot be loaded is said so, and the run is judged all the same', async ({ page }) => {
  // A page reloads for a part that its host has no more, but not for ever: here it has done so already.
  await page.addInitScript(() =>
    sessionStorage.setItem('reloaded-for-missing-part', String(Number.MAX_SAFE_INTEGER)),
  );
  await page.route(/\/_astro\/element\.[^/]*\.js/, (route) => route.abort());
  const exercise = loadExercise('recap/purpose');
  const on = await ExercisePage.open(page, exercise);
  await on.attempt(exercise.solution);
  await expect(on.card).toHaveAttribute('data-state', 'passed');
  await expect(on.card.getByText('The timeline could not be loaded.')).toBeVisible();
});

async function openAt(
  page: Parameters<typeof ExercisePage.open>[0],
  server: NodeServer,
): Promise<ExercisePage> {
  const relative = page.goto.bind(page);
  page.goto = (url, options) => relative(new URL(url, server.url).href, options);
  return ExercisePage.open(page, lockdown);
}

/** A span of the given run whose every text is an attempt to run a script. */
function hostileSpan(traceparent: string, baggage: string): OtlpTraces {
  const [, traceId = '', parentSpanId = ''] = traceparent.split('-');
  const members = Object.fromEntries(baggage.split(',').map((member) => member.trim().split('=')));
  const script = "<script>document.title = 'owned'</script>";
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const span: OtlpSpan = {
    traceId,
    spanId: 'badbadbadbadbad0',
    parentSpanId,
    name: `<img src=x onerror="document.title='owned'">`,
    kind: 1,
    startTimeUnixNano: String(nowNs),
    endTimeUnixNano: String(nowNs + 1_000_000n),
    attributes: [
      attribute('session.id', decodeURIComponent(members['session.id'])),
      attribute('bldg.run.id', decodeURIComponent(members['bldg.run.id'])),
      attribute('note', script),
    ],
  };
  return {
    resourceSpans: [
      { resource: { attributes: [attribute('service.name', script)] }, scopeSpans: [{ spans: [span] }] },
    ],
  };
}
