/** What is kept of many, at most: runs of a session, received records, exports under way. */
import { expect, test } from 'vitest';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import type { Archive } from '../../../demo-server/store/archive.ts';
import { archiveRoutes } from '../../../demo-server/store/archive-routes.ts';
import { memoryTraceStore } from '../../../demo-server/store/memory.ts';
import { MAX_RECENT_RECORDS, recentSignals } from '../../../demo-server/store/recent-requests.ts';
import { FakeClock } from '../../support/fake-clock.ts';

test('a session has sixteen runs; the oldest goes, and says nothing any more', async () => {
  const clock = new FakeClock();
  const sessions = new Sessions(clock);
  const settled: string[] = [];
  sessions.open('session-of-runs')?.subscribe(({ type, json }) => {
    if (type === 'settled') settled.push((JSON.parse(json) as { runId: string }).runId);
  });
  const runIds = Array.from({ length: 17 }, (_, n) => `run-number-${n}`);
  for (const runId of runIds) sessions.requestArrived({ sessionId: 'session-of-runs', runId });
  clock.advance(1_000);
  await new Promise(setImmediate);
  expect(settled.toSorted()).toEqual(runIds.slice(1).toSorted());
});

test('received metrics and logs: the oldest requests go when there are too many records, or bytes', async () => {
  const { metrics, logs } = recentSignals();
  const from = (n: number) => ({ resource: { attributes: [{ key: 'n', value: { intValue: n } }] } });
  const body = (n: number) => ({ resourceMetrics: [from(n)] });
  for (let n = 0; n < 12; n++) await metrics.add(body(n), MAX_RECENT_RECORDS / 10, 1);
  expect(metrics.bodies()).toEqual(Array.from({ length: 10 }, (_, n) => body(n + 2)));
  for (let n = 0; n < 6; n++) await logs.add({ resourceLogs: [from(n)] }, 1, 16 * 1024 * 1024);
  expect(logs.bodies()).toEqual([2, 3, 4, 5].map((n) => ({ resourceLogs: [from(n)] })));
});

test('two exports are made at once; one that is read, or left, makes room for another', async () => {
  const archive = {
    exportLines: () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(new TextEncoder().encode('{}\n'));
          controller.close();
        },
      }),
  } as unknown as Archive;
  const clock = new FakeClock();
  const routes = archiveRoutes(memoryTraceStore(), {
    audience: 'everyone',
    archive,
    clock,
    flush: async () => {},
    notKept: () => 0,
  });
  const exported = () => routes.request('/store/export/traces.jsonl');
  const [first, second] = [await exported(), await exported()];
  const third = await exported();
  expect([third.status, await third.json()]).toMatchObject([503, { error: { code: 'exports-busy' } }]);
  expect(await first.text()).toBe('{}\n');
  const fourth = await exported();
  expect([fourth.status, (await exported()).status]).toEqual([200, 503]);
  await second.body?.cancel();
  expect((await exported()).status).toBe(200);
});
