import { describe, expect, test } from 'vitest';
import type { InputSet } from '../../../src/exercises/definition/exercise.ts';
import { startRun } from '../../../src/exercises/run/run.ts';
import { AN_EXERCISE } from './an-exercise.ts';
import { fakeClock, fakeDemoServer, span, turns } from './fake-demo-server.ts';

const NAME = 'SELECT';

async function begin(inputs: InputSet = AN_EXERCISE.solution) {
  const fake = fakeDemoServer();
  const time = fakeClock();
  let byte = 0;
  const run = startRun(AN_EXERCISE, inputs, fake.server, {
    session: 'session-1',
    clock: time.clock,
    randomBytes: (length) => Uint8Array.from({ length }, () => ++byte),
  });
  await turns();
  const [request] = fake.requests;
  if (!request) throw new Error('the run sent nothing');
  const query = () =>
    span(
      NAME,
      { traceId: request.traceId, spanId: 'c'.repeat(16), parentSpanId: request.parentId },
      request.runId,
    );
  return {
    ...fake,
    get listening() {
      return fake.listening;
    },
    time,
    run,
    request,
    query,
  };
}

describe('a run', () => {
  test('starts with the page’s own span, open, before anything is answered', async () => {
    const { run } = await begin();
    expect(run.table.spanCount).toBe(1);
    expect(run.table.strings.get(run.table.columns.name[0] ?? 0)).toBe('Run Small');
    expect(run.table.columns.endNs[0]).toBeNaN();
  });

  test('sends its requests as children of that span, with session and run in the baggage', async () => {
    const { request, run } = await begin();
    expect(request.path).toBe('/api/building/devices/1/heartbeat');
    expect(request.init.body).toBe('{"way":"fast"}');
    expect(request.parentId).toBe(run.identity.rootSpanId);
    expect(new Headers(request.init.headers).get('baggage')).toContain('session.id=session-1');
  });

  test('is judged when it has settled, and reports its own span', async () => {
    const { say, settle, request, run, query, reported } = await begin();
    say({ type: 'traces', data: query() });
    request.answer({ total: 3 });
    await turns();
    settle(request.runId);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ type: 'judged', verdict: 'passed', evidence: { values: { total: 3 } } });
    expect(run.table.columns.endNs[0]).not.toBeNaN();
    expect(reported).toHaveLength(1);
  });

  test('fails when the telemetry says otherwise', async () => {
    const { settle, request, run } = await begin();
    request.answer({});
    await turns();
    settle(request.runId);
    expect(await run.outcome).toMatchObject({ type: 'judged', verdict: 'failed' });
  });

  test('takes in nothing of another run, and is not ended by it', async () => {
    const { say, settle, request, run, query } = await begin();
    const other = span(NAME, { traceId: 'f'.repeat(32), spanId: 'd'.repeat(16) }, 'another-run');
    say({ type: 'traces', data: other });
    say({ type: 'traces', data: query() });
    request.answer({});
    await turns();
    settle('another-run');
    await turns();
    expect(run.table.spanCount).toBe(2);
    settle(request.runId);
    expect(await run.outcome).toMatchObject({ verdict: 'passed' });
  });

  test('that never settles is timed out, and does not pass', async () => {
    const { say, request, run, query, time } = await begin();
    say({ type: 'traces', data: query() });
    request.answer({});
    await turns();
    time.fire(10_000);
    expect(await run.outcome).toMatchObject({ type: 'judged', verdict: 'timed-out' });
  });

  test('waits for no answer any more when the server says that it timed out', async () => {
    const { say, timeOut, request, run, query, time } = await begin();
    say({ type: 'traces', data: query() });
    timeOut('another-run', 1);
    await turns();
    expect(request.init.signal?.aborted).toBe(false);
    timeOut(request.runId, 2);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({
      type: 'judged',
      verdict: 'timed-out',
      // What had arrived is judged all the same.
      judgement: { passed: true },
      unsettled: { openSpans: 2, queuedMessages: 0, unanswered: 'POST /api/building/devices/1/heartbeat' },
    });
    expect(request.init.signal?.aborted).toBe(true);
    expect(time.timers.size).toBe(0);
  });

  test('that timed out after its answers names none that is missing', async () => {
    const { timeOut, request, run } = await begin();
    request.answer({ total: 1 });
    await turns();
    timeOut(request.runId, 0, 1);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ verdict: 'timed-out', evidence: { values: { total: 1 } } });
    expect('unsettled' in outcome && outcome.unsettled).toEqual({ openSpans: 0, queuedMessages: 1 });
  });

  test('ends with a message when the server is gone', async () => {
    const { request, run } = await begin();
    request.fail();
    expect(await run.outcome).toMatchObject({
      type: 'stopped',
      reason: 'lost',
      hint: expect.stringContaining('npm start'),
    });
  });

  test('outlives a short loss of the feed, and no long one', async () => {
    const short = await begin();
    short.say({ type: 'lost' });
    short.say({ type: 'back' });
    short.time.fire(5_000);
    short.request.answer({});
    await turns();
    short.settle(short.request.runId);
    expect(await short.run.outcome).toMatchObject({ type: 'judged' });

    const long = await begin();
    long.say({ type: 'lost' });
    long.time.fire(5_000);
    expect(await long.run.outcome).toMatchObject({ type: 'stopped', reason: 'lost' });
  });

  test('is not judged on a trace with holes', async () => {
    const { say, run } = await begin();
    say({ type: 'dropped', data: { messages: 4, spans: 9, reason: 'slow-subscriber' } });
    expect(await run.outcome).toMatchObject({ type: 'stopped', reason: 'incomplete' });
  });

  test('passes on why the server refused', async () => {
    const { request, run } = await begin();
    request.answer({ error: { code: 'x', message: 'There is no device 1.', hint: 'Try 2.' } }, 404);
    expect(await run.outcome).toMatchObject({
      type: 'stopped',
      reason: 'refused',
      message: expect.stringContaining('There is no device 1.'),
      hint: 'Try 2.',
    });
  });

  test('can be aborted, and holds on to nothing afterwards', async () => {
    const begun = await begin();
    begun.run.abort();
    expect(await begun.run.outcome).toMatchObject({ type: 'stopped', reason: 'aborted' });
    expect(begun.listening).toBe(0);
    expect(begun.time.timers.size).toBe(0);
    expect(begun.request.init.signal?.aborted).toBe(true);
  });
});
