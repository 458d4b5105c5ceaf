import { expect, test } from 'vitest';
import type { ListedTrace, TraceList } from '../../../src/explore/source/telemetry-source.ts';
import { furtherLists, joinedLists, withoutOlder } from '../../../src/explore/traces/joined-lists.ts';

const listed = (traceId: string): ListedTrace => ({
  traceId,
  service: 'shop',
  name: traceId,
  isRooted: true,
  startUnixMs: 0,
  durationNs: 0,
  spans: 1,
  errors: 0,
  matched: 1,
  services: ['shop'],
});
const list = (ids: string, more: Partial<TraceList> = {}): TraceList => ({
  traces: [...ids].map(listed),
  matched: ids.length,
  kept: ids.length,
  scope: 'everything',
  ...more,
});
const idsOf = ({ traces }: TraceList) => traces.map(({ traceId }) => traceId).join('');

test('older ones stand behind the newest, each once, and looking further goes on where they stop', () => {
  const joined = joinedLists(
    withoutOlder(list('fed', { older: '99' })),
    list('dcb', { older: '2', since: '4' }),
  );
  expect(idsOf(joined)).toBe('fedcb');
  expect(joined).toMatchObject({ matched: 5, older: '2' });
});

test('where the newest do not reach back to them, looking further begins between the two', () => {
  expect(joinedLists(list('zy', { older: '50' }), list('dc', { older: '2', since: '4' })).older).toBe('50');
});

test('what is further back than that begins where the later of the two does', () => {
  const first = furtherLists(undefined, list('dc', { older: '2', since: '4' }));
  const second = furtherLists(first, list('ba', { since: '2' }));
  expect(idsOf(second)).toBe('dcba');
  expect(second).toMatchObject({ since: '4' });
  expect(second.older).toBeUndefined();
  expect(furtherLists(first, list('yx', { older: '30', since: '50' }))).toMatchObject({
    older: '30',
    since: '50',
  });
});
