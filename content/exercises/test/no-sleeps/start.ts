import { expect } from 'vitest';
import { test } from '#building';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a leak opens a work order', async ({ building, sensor }) => {
  await building.reportLeak(sensor);
  await sleep(150); // the worker is usually done by then
  expect(await building.workOrders(sensor)).toHaveLength(1);
});
