/** What the explorer says of the store. */
import { describe, expect, test } from 'vitest';
import { storeWords } from '../../../src/explore/parts/store-words.tsx';

const DAY_MS = 86_400_000;

describe('what is kept', () => {
  const all = { keeps: 'all', bytes: 45_200_000, maxBytes: 2e9, maxAgeMs: 14 * DAY_MS } as const;
  test.each([
    [{ keeps: 'newest', spans: 1 } as const, 'It keeps the newest, 1 span now, until it stops.'],
    [
      { ...all, spans: 12_345, oldestUnixMs: 7.5 * DAY_MS, ownRecordsNotKept: 0 },
      'It keeps 12,345 spans of 3 days: 45.2 MB of 2 GB, at most 14 days.',
    ],
    [
      { ...all, spans: 0, ownRecordsNotKept: 2 },
      'It keeps 0 spans: 45.2 MB of 2 GB, at most 14 days. 2 records of the server itself could not be written.',
    ],
  ])('%o', (figures, words) => expect(storeWords(figures, 10 * DAY_MS)).toBe(words));
});
