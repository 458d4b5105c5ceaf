import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Place,
  placeOf,
  RANGES,
  rangeStart,
  searchOf,
  VIEWS,
} from '../../../src/explore/explore-place.ts';

const FIRST: Place = {
  view: 'traces',
  query: '',
  sql: '',
  range: '',
  find: '',
  severity: '',
  instrument: '',
  traceId: '',
  spanId: '',
};

test('an address says where the reader is, and only what differs from the first page', () => {
  expect(searchOf(FIRST)).toBe('');
  expect(searchOf({ ...FIRST, view: 'logs', severity: 'error' })).toBe('?view=logs&severity=error');
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  expect(placeOf(`?trace=${traceId.toUpperCase()}&span=b7ad6b7169203331`)).toEqual({
    ...FIRST,
    traceId,
    spanId: 'b7ad6b7169203331',
  });
  expect(placeOf('?view=elsewhere&trace=xyz&span=1&range=ever')).toEqual(FIRST);
});

test('a range begins at the same time for a while, so that an answer can be kept', () => {
  const nowMs = 1_790_000_000_000;
  expect(rangeStart('', nowMs)).toBeUndefined();
  const start = rangeStart('1h', nowMs) as number;
  expect(nowMs / 1e3 - start).toBeGreaterThanOrEqual(3_600);
  expect(nowMs / 1e3 - start).toBeLessThan(3_660);
  expect(rangeStart('1h', (start + 3_600) * 1e3)).toBe(start);
  expect(rangeStart('1h', (start + 3_659) * 1e3)).toBe(start);
});

test('every place survives its address', () => {
  const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
  const place: fc.Arbitrary<Place> = fc.record({
    view: fc.constantFrom(...VIEWS),
    query: fc.string(),
    sql: fc.string(),
    range: fc.constantFrom(...RANGES),
    find: fc.string(),
    severity: fc.string(),
    instrument: fc.string(),
    traceId: hex(32),
    spanId: fc.oneof(fc.constant(''), hex(16)),
  });
  fc.assert(
    fc.property(place, (one) => {
      expect(placeOf(searchOf(one))).toEqual(one);
    }),
  );
});
