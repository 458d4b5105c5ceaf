import { expect } from 'vitest';
import { test } from '#building';

// No timer, and the database answers the same question forty times.
test('a leak opens a work order', async ({ building, sensor }) => {
  await building.reportLeak(sensor);
  let orders = await building.workOrders(sensor);
  for (let tries = 0; tries < 40 && orders.length === 0; tries++) {
    orders = await building.workOrders(sensor);
  }
  expect(orders).toHaveLength(1);
});
