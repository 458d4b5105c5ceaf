import { expect, test } from 'vitest';
import { loadOnce } from '../../../src/server-client/load-once.ts';

test('what is loaded is kept; after a failure the next who asks tries again', async () => {
  let loads = 0;
  const load = loadOnce(async () => {
    loads += 1;
    if (loads === 1) throw new Error('The network is away.');
    return loads;
  });
  const [first, beside] = [load(), load()];
  await expect(first).rejects.toThrow('away');
  await expect(beside).rejects.toThrow('away');
  expect(loads).toBe(1);
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(await load()).toBe(2);
});
