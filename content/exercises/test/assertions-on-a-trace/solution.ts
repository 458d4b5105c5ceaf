import { expect } from 'vitest';
import { test } from '#building';

test('a leak becomes a work order', async ({ building, sensor }) => {
  const trace = await building.traceOf(() => building.reportLeak(sensor));

  expect(trace).toHaveSpan('INSERT work_orders', 1);
  expect(trace).toHaveNoErrors();
  expect(trace).toHaveNoRepeatedQueries();
  expect(trace).toHaveLink('process device.event', 'send device.event');
  expect(trace).toHaveSpan(`{ kind = server && span.bldg.device.id = ${sensor} }`, 1);
  expect(trace).toHaveSpan(`{ kind = consumer && span.bldg.device.id = ${sensor} }`, 1);
});
