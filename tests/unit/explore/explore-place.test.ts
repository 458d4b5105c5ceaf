import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Place, placeOf, searchOf, VIEWS } from '../../../src/explore/explore-place.ts';

test('an address says where the reader is, and only what differs from the first page', () => {
  expect(searchOf({ view: 'traces', query: '', sql: '', traceId: '', spanId: '' })).toBe('');
  expect(searchOf({ view: 'logs', query: '', sql: '', traceId: '', spanId: '' })).toBe('?view=logs');
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  expect(placeOf(`?trace=${traceId.toUpperCase()}&span=b7ad6b7169203331`)).toEqual({
    view: 'traces',
    query: '',
    sql: '',
    traceId,
    spanId: 'b7ad6b7169203331',
  });
  expect(placeOf('?view=elsewhere&trace=xyz&span=1')).toEqual({
    view: 'traces',
    query: '',
    sql: '',
    traceId: '',
    spanId: '',
  });
});

test('every place survives its address', () => {
  const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
  const place: fc.Arbitrary<Place> = fc.record({
    view: fc.constantFrom(...VIEWS),
    query: fc.string(),
    sql: fc.string(),
    traceId: hex(32),
    spanId: fc.oneof(fc.constant(''), hex(16)),
  });
  fc.assert(
    fc.property(place, (one) => {
      expect(placeOf(searchOf(one))).toEqual(one);
    }),
  );
});
