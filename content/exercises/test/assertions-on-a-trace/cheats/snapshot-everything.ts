import { expect } from 'vitest';
import { type Trace, test } from '#building';

// Remembers the first trace, ids and times and all. No second one is ever the same, so the good building is red too.
let first: string | undefined;

test('a leak becomes a work order', async ({ building, sensor }) => {
  const trace = await building.traceOf(() => building.reportLeak(sensor));

  first ??= snapshot(trace);
  expect(snapshot(trace)).toBe(first);
});

function snapshot({ columns, spanCount }: Trace): string {
  return JSON.stringify([...columns.name.subarray(0, spanCount), ...columns.endNs.subarray(0, spanCount)]);
}
