/** When a learner's test is given up: after a silence, not after a while. */
import { describe, expect, test } from 'vitest';
import { timeLimit } from '../../../demo-server/building/lab/time-limit.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function limited() {
  const clock = new FakeClock();
  let signs = 0;
  const limit = timeLimit({
    subject: 'The test',
    hint: () => 'Look.',
    quietMs: 4_000,
    mostMs: 10_000,
    signs: () => signs,
    clock,
  });
  let message: string | undefined;
  limit.exceeded.catch((error: Error) => {
    message = error.message;
  });
  return {
    limit,
    /** Time goes by, and something happens or does not. */
    async pass(ms: number, happens: boolean) {
      for (let passed = 0; passed < ms; passed += 250) {
        if (happens) signs += 1;
        clock.advance(250);
      }
      await Promise.resolve();
      return message;
    },
  };
}

describe('a time limit', () => {
  test('is exceeded when nothing has happened for a while', async () => {
    const { pass } = limited();
    expect(await pass(3_750, false)).toBeUndefined();
    expect(await pass(250, false)).toBe('The test was not over when nothing had happened for 4 seconds.');
  });

  test('begins anew with each sign of life', async () => {
    const { pass } = limited();
    await pass(3_750, false);
    await pass(250, true);
    expect(await pass(3_750, false)).toBeUndefined();
  });

  test('ends what never comes to rest, too', async () => {
    const { pass } = limited();
    expect(await pass(9_750, true)).toBeUndefined();
    expect(await pass(250, true)).toBe('The test was not over after 10 seconds.');
  });

  test('is not exceeded once it was lifted', async () => {
    const { pass, limit } = limited();
    await pass(3_750, false);
    limit.lift();
    expect(await pass(60_000, false)).toBeUndefined();
  });
});
