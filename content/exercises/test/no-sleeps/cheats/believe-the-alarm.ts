import { expect } from 'vitest';
import { test } from '#building';

// The event says that there is a work order. Nobody looks whether there is.
test('a leak opens a work order', async ({ building, events, sensor }) => {
  const created = events.once('bldg.work_order.created', ({ deviceId }) => deviceId === sensor);
  await building.reportLeak(sensor);
  const { workOrderId } = await created;
  expect(workOrderId).toBeDefined();
});
