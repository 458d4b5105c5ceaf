import { expect } from 'vitest';
import { test } from '#building';

// Counting spans notices when there are more or fewer, and nothing else.
test('a leak becomes a work order', async ({ building, sensor }) => {
  const trace = await building.traceOf(() => building.reportLeak(sensor));

  expect(trace.spanCount).toBe(11);
});
