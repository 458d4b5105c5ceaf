import { test } from '#building';

// Runs everything, and would be green on rubble.
test('a leak becomes a work order', async ({ building, sensor }) => {
  await building.traceOf(() => building.reportLeak(sensor));
});
