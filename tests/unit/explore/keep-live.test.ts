import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { PacePorts } from '../../../src/explore/at-most-every.ts';
import { keepLive } from '../../../src/explore/parts/use-live.ts';

const AT_ONCE: PacePorts = {
  now: () => 0,
  after(_, task) {
    task();
    return () => {};
  },
  isHidden: () => false,
  onVisible: () => () => {},
};
const QUIET = { subscribe: () => () => {} };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A question whose answer comes when the test says so. */
function slow() {
  let say: (answer: string) => void = () => {};
  let fail = () => {};
  const answer = new Promise<string>((resolve, reject) => {
    say = resolve;
    fail = () => reject(new Error('It is away.'));
  });
  return { ask: () => answer, say, fail };
}

test('what the source before is asked and says too late is of no interest', async () => {
  const live = { answer: signal<string | undefined>(undefined), trouble: signal('') };
  const [server, failing] = [slow(), slow()];
  keepLive(QUIET, server.ask, { everyMs: 1 }, live, AT_ONCE)();
  keepLive(QUIET, failing.ask, { everyMs: 1 }, live, AT_ONCE)();
  keepLive(QUIET, async () => 'the file', { everyMs: 1 }, live, AT_ONCE);
  await turn();
  expect(live.answer.value).toBe('the file');
  server.say('the server');
  failing.fail();
  await turn();
  expect([live.answer.value, live.trouble.value]).toEqual(['the file', '']);
});

test('another source begins without the trouble of the one before', async () => {
  const live = { answer: signal<string | undefined>(undefined), trouble: signal('') };
  const stop = keepLive(QUIET, () => Promise.reject(new Error('It is away.')), { everyMs: 1 }, live, AT_ONCE);
  await turn();
  expect(live.trouble.value).toBe('It is away.');
  stop();
  keepLive(QUIET, undefined, { everyMs: 1 }, live, AT_ONCE);
  expect(live.trouble.value).toBe('');
});
