/** What a learner is told of a test that waits for what never comes. */
import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { runTest, type TestRunDeps } from '../../../demo-server/building/lab/test-case.ts';
import type { TestCase } from '../../../demo-server/programs/test-kit.ts';
import { eventPort, portableChannels } from '../../../demo-server/telemetry/event-port.ts';
import { spanRecorder } from '../../../demo-server/telemetry/span-recorder.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Runs the test, lets the event happen so often, and then nothing for as long as it takes. */
async function failureOf(body: TestCase['body'], happens = 0) {
  const clock = new FakeClock();
  const events = eventPort(portableChannels(() => {}));
  const deps = {
    telemetry: { tracer: trace.getTracer('test') },
    events,
    recorder: spanRecorder(),
    programs: { timers: () => 0 },
    drain: async () => {},
    clock,
  } as unknown as TestRunDeps;
  const occasion = { attributes: {}, sensor: 3, delivery: {}, call: async () => new Response() };
  const failing = runTest({ name: 'a test', body }, occasion, deps);
  for (let n = 0; n < happens; n++)
    events.execute('bldg.work_order.created', {}, { deviceId: 6, reason: 'leak' });
  clock.advance(60_000);
  return (await failing)?.cause;
}

test('names the event that never came', async () => {
  expect(
    await failureOf(async ({ events }) => void (await events.once('bldg.workorder.created')), 1),
  ).toMatchObject({
    message: 'The test was not over when nothing had happened for 4 seconds.',
    hint: 'It waited for `bldg.workorder.created`. Does that event happen, and did the test listen before it did?',
  });
});

test('says what it refused, and what it could have asked', async () => {
  const mistaken: TestCase['body'] = async ({ events, sensor }) =>
    void (await events.once('bldg.work_order.created', (about) => about['bldg.device.id'] === sensor));
  expect(await failureOf(mistaken, 2)).toMatchObject({
    hint: 'It heard `bldg.work_order.created` 2 times, and took none. What it is told has deviceId, reason.',
  });
});

test('lets the wait itself fail, so that the line is told in which it stands', async () => {
  let caught: unknown;
  const failure = await failureOf(async ({ events }) => {
    await events.once('bldg.never').catch((error) => {
      caught = error;
      throw error;
    });
  });
  expect(caught).toBeInstanceOf(Error);
  expect(caught).toBe(failure);
});
