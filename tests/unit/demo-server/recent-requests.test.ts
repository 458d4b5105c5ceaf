import { expect, test } from 'vitest';
import { recentSignals } from '../../../demo-server/store/recent-requests.ts';

test('what was received is news, and so are own logs; a reading of the own instruments, made by asking, is none', async () => {
  const heard: string[] = [];
  const recent = recentSignals((signal, records) => heard.push(`${records} ${signal}`));
  await recent.metrics.add({ resourceMetrics: [] }, 7, 100, 'own');
  expect(heard).toEqual([]);
  expect(recent.metrics.bodies()).toHaveLength(1);
  await recent.metrics.add({ resourceMetrics: [] }, 3, 100, 'received');
  await recent.logs.add({ resourceLogs: [] }, 2, 100, 'own');
  expect(heard).toEqual(['3 metrics', '2 logs']);
});
