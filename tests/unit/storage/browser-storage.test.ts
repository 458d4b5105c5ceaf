import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { browserStorage, thisBrowser, thisTab } from '../../../src/storage/browser-storage.ts';
import { fullStorage, memoryArea, refusedStorage } from '../../support/storage-areas.ts';

test('what is kept is read again, listed, and taken away', () => {
  const { storage, map } = memoryArea();
  expect(storage.write('a', '1')).toBe('kept');
  expect(storage.read('a')).toBe('1');
  expect(storage.keys()).toEqual(['a']);
  expect(storage.write('a', undefined)).toBe('kept');
  expect(storage.read('a')).toBeUndefined();
  expect(map.size).toBe(0);
});

test('full storage says so, still reads, and lets go of what it has', () => {
  const storage = fullStorage({ a: '1' });
  expect(storage.write('b', '2')).toBe('full');
  expect(storage.read('a')).toBe('1');
  expect(storage.write('a', undefined)).toBe('kept');
});

test('an entry that may not be written is no reason to believe that there is no room', () => {
  const setItem = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  expect(browserStorage(() => ({ ...memoryArea().area, setItem })).write('a', '1')).toBe('refused');
});

test.each([
  ['whoever names it', refusedStorage],
  ['in a place that has none', thisBrowser],
  ['in a place that has none, for this tab', thisTab],
])('storage that throws at %s is like none', (_, storage) => {
  expect(storage.read('a')).toBeUndefined();
  expect(storage.write('a', '1')).toBe('refused');
  expect(storage.write('a', undefined)).toBe('refused');
  expect(storage.keys()).toEqual([]);
});

/** A name of storage, but not in a comment, a text, or the service worker, which is not there without storage. */
const NAMED = /(?<![`'"\w.])(localStorage|sessionStorage|indexedDB|caches|document\.cookie)\b/;
test('nothing else of the page names storage', () => {
  const root = path.resolve(import.meta.dirname, '../../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|tsx|astro)$/.test(file) && !file.startsWith('service-worker'))
    .filter((file) => {
      const code = readFileSync(path.join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return NAMED.test(code);
    });
  expect(files.sort()).toEqual([
    // Takes away what the service worker keeps; keeps nothing.
    'components/offline/keep-site.ts',
    // Before anything is drawn, and so before any module: the theme.
    'components/shell/ThemeProvider.astro',
    'layouts/StagePage.astro',
    'storage/browser-storage.ts',
  ]);
});
