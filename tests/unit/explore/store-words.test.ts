/** What the explorer says of the store, and how lists of traces are put behind one another. */
import { describe, expect, test } from 'vitest';
import { storeWords } from '../../../src/explore/parts/store-words.tsx';
import type { ListedTrace, TraceList } from '../../../src/explore/source/telemetry-source.ts';
import { joinedLists } from '../../../src/explore/traces/joined-lists.ts';

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

describe('older traces behind the newest', () => {
  const trace = (traceId: string): ListedTrace => ({
    traceId,
    service: 's',
    name: 'n',
    isRooted: true,
    startUnixMs: 0,
    durationNs: 1,
    spans: 1,
    errors: 0,
    matched: 1,
    services: ['s'],
  });
  const list = (ids: string, kept: number, older?: string): TraceList => ({
    traces: [...ids].map(trace),
    matched: ids.length,
    kept,
    scope: 'everything',
    ...(older !== undefined && { older }),
  });
  const ids = ({ traces }: TraceList) => traces.map(({ traceId }) => traceId).join('');

  test('each is listed once, and the search goes on where the older ones stopped', () => {
    const joined = joinedLists(list('dcb', 10, '7'), list('ba', 5, '3'));
    expect(ids(joined)).toBe('dcba');
    expect(joined).toMatchObject({ matched: 4, kept: 15, older: '3' });
  });

  test('when all was looked at, there is nothing to go on with', () => {
    expect(joinedLists(list('b', 1, '7'), list('a', 1))).not.toHaveProperty('older');
  });
});
