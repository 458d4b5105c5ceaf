import { describe, expect, test } from 'vitest';
import { RunTracker } from '../../../demo-server/feed/run-tracker.ts';
import type { Settled } from '../../../demo-server/protocol.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function tracked() {
  const clock = new FakeClock();
  const verdicts: Settled[] = [];
  return { clock, verdicts, run: new RunTracker('r', clock, (verdict) => verdicts.push(verdict)) };
}
const settled = { runId: 'r', verdict: 'settled', openSpans: 0, queuedMessages: 0 };

test('a run settles 150 ms after its last span has ended, and not before', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  clock.advance(1_000);
  run.spanEnded();
  clock.advance(149);
  expect(verdicts).toEqual([]);
  clock.advance(1);
  expect(verdicts).toEqual([settled]);
});

test('anything that arrives starts the 150 ms anew', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  run.spanEnded();
  clock.advance(100);
  run.activity();
  clock.advance(149);
  expect(verdicts).toEqual([]);
  clock.advance(1);
  expect(verdicts).toEqual([settled]);
});

test('a queued message holds the run open although no span is', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  run.messageQueued();
  run.spanEnded();
  clock.advance(1_000);
  expect(verdicts).toEqual([]);
  run.messageDone();
  clock.advance(150);
  expect(verdicts).toEqual([settled]);
});

test('after 5 s of silence it is timed out, tells what was still going on, and never settles after that', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  run.spanStarted();
  run.messageQueued();
  clock.advance(5_000);
  const timedOut = { runId: 'r', verdict: 'timed-out', openSpans: 2, queuedMessages: 1 };
  expect(verdicts).toEqual([timedOut]);
  run.spanEnded();
  run.spanEnded();
  run.messageDone();
  clock.advance(10_000);
  expect(verdicts).toEqual([timedOut]);
});

test('a slow run that gives signs of life is waited for, and settles', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  for (let second = 0; second < 20; second++) {
    clock.advance(1_000);
    run.activity();
  }
  run.spanEnded();
  clock.advance(150);
  expect(verdicts).toEqual([settled]);
});

test('the 5 s are counted from the last sign of life', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  clock.advance(4_000);
  run.activity();
  clock.advance(4_999);
  expect(verdicts).toEqual([]);
  clock.advance(1);
  expect(verdicts).toMatchObject([{ verdict: 'timed-out', openSpans: 1 }]);
});

test('constant chatter times out after 30 s', () => {
  const { clock, verdicts, run } = tracked();
  for (let tick = 0; tick < 299; tick++) {
    run.activity();
    clock.advance(100);
  }
  expect(verdicts).toEqual([]);
  for (let tick = 0; tick < 60; tick++) {
    run.activity();
    clock.advance(100);
  }
  expect(verdicts).toMatchObject([{ verdict: 'timed-out' }]);
});

test('a second request reopens a settled run, which settles again', () => {
  const { clock, verdicts, run } = tracked();
  run.spanStarted();
  run.spanEnded();
  clock.advance(150);
  run.spanStarted();
  clock.advance(4_800);
  run.spanEnded();
  clock.advance(150);
  expect(verdicts).toEqual([settled, settled]);
});

describe('a process that stood still', () => {
  test('for 8 s has not been silent: what was waiting is heard first, and the run settles', () => {
    const { clock, verdicts, run } = tracked();
    run.spanStarted();
    clock.advance(1_000);
    clock.stall(8_000);
    expect(verdicts).toEqual([]);
    // What came in meanwhile is read after the timers.
    run.spanEnded();
    clock.advance(150);
    expect(verdicts).toEqual([settled]);
  });

  test('again and again is waited for; silence after that is silence', () => {
    const { clock, verdicts, run } = tracked();
    run.spanStarted();
    for (let time = 0; time < 3; time++) {
      clock.stall(6_000);
      clock.advance(100);
    }
    expect(verdicts).toEqual([]);
    clock.advance(5_000);
    expect(verdicts).toMatchObject([{ verdict: 'timed-out', openSpans: 1 }]);
  });

  test('settles a run that was over before, once', () => {
    const { clock, verdicts, run } = tracked();
    run.spanStarted();
    run.spanEnded();
    clock.stall(3_000);
    clock.advance(1_000);
    expect(verdicts).toEqual([settled]);
  });
});
