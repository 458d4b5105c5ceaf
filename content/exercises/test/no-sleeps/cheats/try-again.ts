import { expect } from 'vitest';
import { test } from '#building';

// Retries turn a flaky test into a slow one, and a broken building into a green one.
test('a leak opens a work order', async ({ building, sensor }) => {
  try {
    await building.reportLeak(sensor);
    expect(await building.workOrders(sensor)).toHaveLength(1);
  } catch {
    expect(sensor).toBeGreaterThan(0);
  }
});
