import { expect, test } from 'vitest';
import { atMostEvery } from '../../../src/explore/at-most-every.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function paced(everyMs: number) {
  const clock = new FakeClock();
  const page = { hidden: false, listeners: [] as (() => void)[] };
  const finish: (() => void)[] = [];
  let done = 0;
  const pace = atMostEvery(
    everyMs,
    () => {
      done++;
      return new Promise<void>((resolve) => finish.push(resolve));
    },
    {
      now: () => clock.now(),
      after: (delayMs, task) => clock.after(delayMs, task),
      isHidden: () => page.hidden,
      onVisible: (task) => {
        page.listeners.push(task);
        return () => undefined;
      },
    },
  );
  const end = async () => {
    finish.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, page, pace, end, count: () => done };
}

test('a hundred questions make two: one at once, one when the time is up', async () => {
  const { clock, pace, end, count } = paced(1_000);
  pace.ask();
  clock.advance(0);
  expect(count()).toBe(1);
  for (let n = 0; n < 100; n++) pace.ask();
  await end();
  clock.advance(999);
  expect(count()).toBe(1);
  clock.advance(1);
  expect(count()).toBe(2);
  await end();
  clock.advance(10_000);
  expect(count()).toBe(2);
});

test('nothing is asked while the page is hidden, and what was missed is asked when it is back', async () => {
  const { clock, page, pace, count } = paced(1_000);
  page.hidden = true;
  pace.ask();
  clock.advance(5_000);
  expect(count()).toBe(0);
  page.hidden = false;
  for (const listener of page.listeners) listener();
  clock.advance(0);
  expect(count()).toBe(1);
});

test('an answer that takes long holds the next question back; after stop there is none', async () => {
  const { clock, pace, end, count } = paced(10);
  pace.ask();
  clock.advance(0);
  pace.ask();
  clock.advance(1_000);
  expect(count()).toBe(1);
  await end();
  clock.advance(10);
  expect(count()).toBe(2);
  pace.ask();
  pace.stop();
  await end();
  clock.advance(1_000);
  expect(count()).toBe(2);
});
