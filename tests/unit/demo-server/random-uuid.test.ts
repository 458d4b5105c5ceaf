import { expect, test, vi } from 'vitest';
import { randomUuid } from '../../../demo-server/random-uuid.ts';

test('a random UUID says its version and variant, with the bytes in order', () => {
  const fill = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    if (array instanceof Uint8Array) array.set(array.map((_, n) => 0xf0 + n));
    return array;
  });
  expect(randomUuid()).toBe('f0f1f2f3-f4f5-46f7-b8f9-fafbfcfdfeff');
  fill.mockRestore();
});

test('no two are the same, and where `crypto.randomUUID` is missing they are made all the same', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  expect(new Set(Array.from({ length: 100 }, randomUuid)).size).toBe(100);
  vi.unstubAllGlobals();
});
