import { expect } from 'vitest';
import { test } from '#building';

// A trace shows durations, so it is tempting. A limit that never fails on a slow day finds nothing on a good one.
test('a leak becomes a work order', async ({ building, sensor }) => {
  const trace = await building.traceOf(() => building.reportLeak(sensor));

  expect(trace).toMatchTraceQL('{ kind = server && duration < 2s }');
  expect(trace).toMatchTraceQL('{ kind = consumer && duration < 2s }');
});
