/** The exchange of one process; over Redis, the same suite runs in `redis-exchange.test.ts`. */
import { describe, expect, test } from 'vitest';
import { memoryHub } from '../../demo-server/exchange/memory-exchange.ts';
import { exchangeSuite } from '../support/exchange-suite.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('in memory', () => {
  const hub = memoryHub(new FakeClock());
  exchangeSuite(async () => hub.join());

  test('an entry was heard when append returns, and one that is appended by a hearer after it', () => {
    const exchange = memoryHub(new FakeClock()).join();
    const heard: string[] = [];
    exchange.follow('s', 0, (entries) => {
      for (const { data } of entries) {
        if (data === 'question') void exchange.append('s', 'answer');
        heard.push(`first: ${data}`);
      }
    });
    exchange.follow('s', 0, (entries) => heard.push(...entries.map(({ data }) => `second: ${data}`)));
    void exchange.append('s', 'question');
    expect(heard.filter((text) => text.startsWith('first'))).toEqual(['first: question', 'first: answer']);
    expect(heard.filter((text) => text.startsWith('second'))).toEqual(['second: question', 'second: answer']);
  });

  test('a stream that nobody appended to for long begins a new life, with higher numbers', async () => {
    const clock = new FakeClock();
    const exchange = memoryHub(clock).join();
    const heard: number[] = [];
    exchange.follow('s', 0, (entries) => heard.push(...entries.map(({ id }) => id)));
    const before = await exchange.append('s', 'x', { entries: 9, chars: 99, keepMs: 1_000 });
    clock.advance(2_000);
    const after = await exchange.append('s', 'y');
    expect(after).toBeGreaterThan(before + 1);
    expect(heard).toEqual([before, after]);
    const late: string[] = [];
    exchange.follow('s', 0, (entries) => late.push(...entries.map(({ data }) => data)));
    expect(late).toEqual(['y']);
  });

  test('a value is gone after its time', async () => {
    const clock = new FakeClock();
    const exchange = memoryHub(clock).join();
    await exchange.set('k', 'v', { keepMs: 1_000 });
    clock.advance(999);
    expect(await exchange.get('k')).toBe('v');
    clock.advance(1);
    expect(await exchange.get('k')).toBeUndefined();
  });
});
