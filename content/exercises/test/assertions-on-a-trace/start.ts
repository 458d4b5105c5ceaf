import { expect } from 'vitest';
import { test } from '#building';

test('a leak becomes a work order', async ({ building, sensor }) => {
  const trace = await building.traceOf(() => building.reportLeak(sensor));

  expect(trace).toHaveSpan('INSERT work_orders');
});
