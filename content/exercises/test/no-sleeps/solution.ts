import { expect } from 'vitest';
import { test } from '#building';

test('a leak opens a work order', async ({ building, events, sensor }) => {
  const created = events.once('bldg.work_order.created', ({ deviceId }) => deviceId === sensor);
  await building.reportLeak(sensor);
  await created;
  expect(await building.workOrders(sensor)).toHaveLength(1);
});
