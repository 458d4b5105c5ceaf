import { expect } from 'vitest';
import { test } from '#building';

// The next event is good enough, when one test runs alone. Here the event of a neighbour comes first.
test('a leak opens a work order', async ({ building, events, sensor }) => {
  const created = events.once('bldg.work_order.created');
  await building.reportLeak(sensor);
  await created;
  expect(await building.workOrders(sensor)).toHaveLength(1);
});
