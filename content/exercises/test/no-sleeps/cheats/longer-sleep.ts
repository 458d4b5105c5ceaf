import { expect } from 'vitest';
import { test } from '#building';

// Green today. Every test pays for the slowest day of the worker, and on a slower day it is red again.
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a leak opens a work order', async ({ building, sensor }) => {
  await building.reportLeak(sensor);
  await sleep(600);
  expect(await building.workOrders(sensor)).toHaveLength(1);
});
