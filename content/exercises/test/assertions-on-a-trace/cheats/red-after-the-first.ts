import { expect } from 'vitest';
import { test } from '#building';

// Knows that the good building comes first.
let runs = 0;

test('a leak becomes a work order', async ({ building, sensor }) => {
  runs += 1;
  await building.traceOf(() => building.reportLeak(sensor));

  expect(runs).toBe(1);
});
