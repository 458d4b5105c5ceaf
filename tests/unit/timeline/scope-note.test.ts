import { expect, test } from 'vitest';
import { scopeWords } from '../../../src/timeline/views/scope-note.ts';

const bounds = { startNs: 0, endNs: 1_000_000 };

test('a view of the whole says so when a part is marked, or a replay is under way', () => {
  expect(scopeWords({ window: bounds, bounds, asOfNs: undefined })).toBe('');
  // A fitted window has air at its ends.
  expect(scopeWords({ window: { startNs: -10, endNs: 1_000_100 }, bounds, asOfNs: undefined })).toBe('');
  expect(scopeWords({ window: { startNs: 10, endNs: 1_000_000 }, bounds, asOfNs: undefined })).toContain(
    'marked',
  );
  expect(scopeWords({ window: { startNs: 0, endNs: 500_000 }, bounds, asOfNs: undefined })).toContain(
    'marked',
  );
  expect(scopeWords({ window: bounds, bounds, asOfNs: 0 })).toContain('replay');
});
