/** One session, several replicas: what pages hear is the same wherever their feed is held. */
import { expect, test } from 'vitest';
import type { Exchange } from '../../../demo-server/exchange/exchange.ts';
import { memoryHub } from '../../../demo-server/exchange/memory-exchange.ts';
import { type EncodedMessage, FLUSH_MS } from '../../../demo-server/feed/feed-session.ts';
import { ANSWER_MS } from '../../../demo-server/feed/run.ts';
import { LEFT_TO_OTHERS_MS } from '../../../demo-server/feed/run-tracker.ts';
import { MAX_SESSIONS, Sessions } from '../../../demo-server/feed/sessions.ts';
import type { Settled } from '../../../demo-server/protocol.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { inRun, telemetryInto } from '../../support/test-telemetry.ts';

const ALICE = 'alice-session';
const RUN = { sessionId: ALICE, runId: 'run-1' };

function replicas(count: number) {
  const clock = new FakeClock();
  const hub = memoryHub(clock);
  const all = Array.from({ length: count }, (_, n) => replica(clock, hub.join(`replica-${n}`)));
  const [a, b, c] = all;
  if (a === undefined || b === undefined) throw new Error('at least two');
  return { clock, hub, a, b, c: c ?? b };
}
function replica(clock: FakeClock, exchange: Exchange) {
  const sessions = new Sessions(clock, MAX_SESSIONS, exchange);
  const watch = (from?: number) => {
    const seen: EncodedMessage[] = [];
    const feed = sessions.open(ALICE) ?? expect.fail('no room');
    const stop = feed.subscribe((message) => seen.push(message), from);
    return { seen, stop, types: () => seen.map(({ type }) => type) };
  };
  return { exchange, sessions, watch, telemetry: telemetryInto(sessions) };
}
type Watched = ReturnType<ReturnType<typeof replica>['watch']>;
const verdicts = ({ seen }: Watched): Settled[] =>
  seen.filter(({ type }) => type === 'settled').map(({ json }) => JSON.parse(json));
/** Lets promises go on that time alone does not move. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test('pages at two replicas are shown the spans of both, as the same messages under the same numbers', () => {
  const { clock, a, b } = replicas(2);
  const [atA, atB] = [a.watch(), b.watch()];
  const span = a.telemetry.tracer.startSpan('of a', {}, inRun(ALICE));
  b.telemetry.tracer.startSpan('of b', {}, inRun(ALICE)).end();
  b.telemetry.logger.emit({ body: 'said by b', context: inRun(ALICE) });
  clock.advance(FLUSH_MS);
  span.end();
  clock.advance(FLUSH_MS);
  expect(atA.types()).toEqual(['spans-started', 'traces', 'logs', 'traces']);
  expect(atB.seen).toEqual(atA.seen);
});

test('a run whose spans end at another replica than its queue settles once, 150 ms after the last of it', async () => {
  const { clock, hub, a, b, c } = replicas(3);
  const watched = [a.watch(), b.watch(), c.watch()];
  const judged: string[] = [];
  hub.join('onlooker').follow(`feed:${ALICE}`, 0, (entries) => {
    for (const { from, data } of entries) if (data.startsWith('["settled"')) judged.push(from);
  });
  a.sessions.requestArrived(RUN);
  a.telemetry.tracer.startSpan('request', {}, inRun(ALICE)).end();
  a.sessions.messageQueued(RUN);
  clock.advance(1_000);
  await settle();
  expect(watched.map(verdicts)).toEqual([[], [], []]);
  const work = c.telemetry.tracer.startSpan('process', {}, inRun(ALICE));
  c.sessions.messageDone(RUN);
  clock.advance(1_000);
  work.end();
  clock.advance(149);
  await settle();
  expect(watched.map(verdicts)).toEqual([[], [], []]);
  clock.advance(1);
  await settle();
  clock.advance(5_000);
  await settle();
  const settled = { runId: 'run-1', verdict: 'settled', openSpans: 0, queuedMessages: 0, requests: 1 };
  expect(watched.map(verdicts)).toEqual([[settled], [settled], [settled]]);
  // The one in which something happened last.
  expect(judged).toEqual(['replica-2']);
});

test('what replicas measured in a run is one metric, added up, before the verdict', async () => {
  const { clock, a, b, c } = replicas(3);
  const { seen } = c.watch();
  for (const [{ telemetry }, value] of [
    [a, 3],
    [b, 4],
  ] as const) {
    const context = inRun(ALICE);
    telemetry.meter.createCounter('things').add(value, { kind: 'lock' }, context);
    telemetry.meter.createHistogram('sizes').record(value, {}, context);
    telemetry.tracer.startSpan('work', {}, context).end();
  }
  clock.advance(FLUSH_MS + 150);
  await settle();
  expect(seen.map(({ type }) => type)).toEqual(['traces', 'traces', 'metrics', 'settled']);
  const table = new TraceTable();
  table.appendMetrics(JSON.parse(seen[2]?.json ?? ''));
  const points = table.metrics.map(({ name, points }) => [
    name,
    points.map(({ value, count }) => [value, count]),
  ]);
  expect(points).toEqual([
    ['things', [[7, undefined]]],
    ['sizes', [[7, 2]]],
  ]);
});

test('whoever comes back to another replica is sent what it missed, and no more', () => {
  const { clock, a, b, c } = replicas(3);
  const before = a.watch();
  for (const replica of [a, b, a, b]) {
    replica.telemetry.tracer.startSpan('work', {}, inRun(ALICE)).end();
    clock.advance(FLUSH_MS);
  }
  const [, second] = before.seen;
  // c never heard of the session until now.
  const after = c.watch(second?.id);
  expect(after.seen).toEqual(before.seen.slice(2));
  b.telemetry.tracer.startSpan('later', {}, inRun(ALICE)).end();
  clock.advance(FLUSH_MS);
  expect(after.seen).toEqual(before.seen.slice(2));
  expect(after.seen).toHaveLength(3);
});

test('the replica that did the last of a run is gone: another one judges, a second later', async () => {
  const { clock, a, b } = replicas(2);
  const watched = a.watch();
  a.telemetry.tracer.startSpan('of a', {}, inRun(ALICE)).end();
  clock.advance(FLUSH_MS);
  b.telemetry.tracer.startSpan('of b', {}, inRun(ALICE)).end();
  clock.advance(FLUSH_MS);
  b.sessions.close();
  await b.exchange.close();
  clock.advance(150 + LEFT_TO_OTHERS_MS - FLUSH_MS);
  await settle();
  expect(verdicts(watched)).toEqual([]);
  // Nobody knows whether it measured something: it is asked, and does not answer.
  clock.advance(ANSWER_MS + FLUSH_MS);
  await settle();
  expect(verdicts(watched)).toMatchObject([{ verdict: 'settled', missingReplicas: 1 }]);
});

test('a span that a lost replica left open is waited for, and timed out once', async () => {
  const { clock, a, b, c } = replicas(3);
  const watched = [a.watch(), c.watch()];
  b.telemetry.tracer.startSpan('never ended', {}, inRun(ALICE));
  clock.advance(FLUSH_MS);
  b.sessions.close();
  await b.exchange.close();
  for (let second = 0; second < 9; second++) {
    clock.advance(1_000);
    await settle();
  }
  const timedOut = {
    runId: 'run-1',
    verdict: 'timed-out',
    openSpans: 1,
    queuedMessages: 0,
    missingReplicas: 1,
  };
  expect(watched.map(verdicts)).toEqual([[timedOut], [timedOut]]);
});

test('something happens elsewhere while the verdict is on its way: it is not shown, the next one is', async () => {
  const { clock, a, b } = replicas(2);
  const watched = [a.watch(), b.watch()];
  b.telemetry.tracer.startSpan('of b', {}, inRun(ALICE)).end();
  clock.advance(FLUSH_MS);
  a.sessions.requestArrived(RUN);
  clock.advance(150 - FLUSH_MS);
  // a is asking b what it measured when the next request arrives at b.
  b.sessions.requestArrived(RUN);
  clock.advance(FLUSH_MS);
  await settle();
  await expectOneVerdictLater(clock, watched);
});

/** None is shown yet; when it has been quiet for long enough, one of both requests, by all. */
async function expectOneVerdictLater(clock: FakeClock, watched: readonly Watched[]): Promise<void> {
  expect(watched.map(verdicts)).toEqual(watched.map(() => []));
  clock.advance(150);
  await settle();
  expect(watched.map((one) => verdicts(one).map(({ requests }) => requests))).toEqual(watched.map(() => [2]));
}

/** What it appends waits until it is let go, as over a slow network; it hears at once. */
function lagging(exchange: Exchange) {
  let held: (() => void)[] | undefined;
  const slow: Exchange = {
    ...exchange,
    append: (stream, data, bounds) =>
      new Promise((resolve, reject) => {
        const append = () => void exchange.append(stream, data, bounds).then(resolve, reject);
        if (held === undefined) append();
        else held.push(append);
      }),
  };
  return {
    slow,
    hold: () => {
      held ??= [];
    },
    letGo: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const append of waiting) append();
    },
  };
}

test('a verdict that was overtaken by a tally of another replica is shown by nobody', async () => {
  const { clock, hub, b } = replicas(2);
  const { slow, hold, letGo } = lagging(hub.join('slow'));
  const late = replica(clock, slow);
  const watched = [late.watch(), b.watch()];
  late.sessions.requestArrived(RUN);
  clock.advance(149);
  hold();
  clock.advance(1);
  await settle();
  b.sessions.requestArrived(RUN);
  clock.advance(FLUSH_MS);
  letGo();
  await settle();
  await expectOneVerdictLater(clock, watched);
});

test('a judge that is slow is not waited for; of two verdicts with metrics, one is shown', async () => {
  const { clock, hub, b } = replicas(2);
  const { slow, hold, letGo } = lagging(hub.join('slow'));
  const late = replica(clock, slow);
  const watched = [late.watch(), b.watch()];
  for (const { telemetry } of [b, late]) {
    telemetry.meter.createCounter('things').add(1, {}, inRun(ALICE));
    telemetry.tracer.startSpan('work', {}, inRun(ALICE)).end();
    clock.advance(FLUSH_MS);
  }
  hold();
  for (let second = 0; second < 4; second++) {
    clock.advance(1_000);
    await settle();
  }
  letGo();
  await settle();
  clock.advance(5_000);
  await settle();
  const afterSpans = watched.map(({ types }) => types().filter((type) => type !== 'traces'));
  expect(afterSpans).toEqual([
    ['metrics', 'settled'],
    ['metrics', 'settled'],
  ]);
});

test('the verdict waits for what others measured', async () => {
  const { clock, hub, a } = replicas(2);
  const { slow, hold, letGo } = lagging(hub.join('slow'));
  const late = replica(clock, slow);
  const { seen, types } = a.watch();
  for (const { telemetry } of [late, a]) {
    telemetry.meter.createCounter('things').add(1, {}, inRun(ALICE));
    telemetry.tracer.startSpan('work', {}, inRun(ALICE)).end();
    clock.advance(FLUSH_MS);
  }
  hold();
  clock.advance(150);
  await settle();
  expect(types()).toEqual(['traces', 'traces']);
  letGo();
  await settle();
  expect(types()).toEqual(['traces', 'traces', 'metrics', 'settled']);
  expect(seen[2]?.json).toContain('"asDouble":2');
});

test('sessions of others stay apart, and news of the store are of each replica alone', () => {
  const { clock, a, b } = replicas(2);
  const watched = b.watch();
  const stored: EncodedMessage[] = [];
  b.sessions.open('*')?.subscribe((message) => stored.push(message));
  a.sessions.open('*')?.publish('stored', '{"spans":1}', 0);
  a.telemetry.tracer.startSpan('secret', {}, inRun('bob-session')).end();
  clock.advance(1_000);
  expect([watched.seen, stored]).toEqual([[], []]);
});
