import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../src/timeline/interact/commands.ts';
import { findSpans, foundWords } from '../../../src/timeline/search/find-spans.ts';
import { RowMatches } from '../../../src/timeline/search/row-matches.ts';
import { Timeline } from '../../../src/timeline/timeline.ts';
import { spansNamed, traceTable } from '../../support/trace-text.ts';
import { FakeSurface } from './fake-surface.ts';

const TABLE = traceTable(`
  web  click  |0-100ms|
    api  GET /units  |5-95ms|  @status=error
    db  SELECT devices  |10-15ms|
    db  SELECT devices  |20-25ms|
    db  SELECT devices  |30-35ms|
    db  SELECT devices  |40-45ms|
    db  SELECT devices  |50-55ms|
`);

describe('a search', () => {
  test('finds spans, and says how many of how many', () => {
    const found = findSpans(TABLE, '{ name = "SELECT devices" }');
    expect(found).toEqual({ type: 'matches', spans: spansNamed(TABLE, 'SELECT devices') });
    expect(foundWords(found, TABLE.spanCount, -1)).toBe('5 of 7 spans match');
    expect(foundWords(found, TABLE.spanCount, 1)).toBe('2 of 5');
  });

  test('says what is wrong in a text that is no query, and at which character', () => {
    const found = findSpans(TABLE, '{ status = }');
    expect(found).toMatchObject({ type: 'error', from: 11 });
    expect(foundWords(found, TABLE.spanCount, -1)).toMatch(/^character 12: /);
  });

  test('of nothing dims nothing', () => {
    expect(findSpans(TABLE, '  ')).toEqual({ type: 'nothing-asked' });
  });

  test('draws what does not match faint; a fold matches when one of its members does', () => {
    const surface = new FakeSurface();
    const timeline = new Timeline(surface);
    timeline.setSize(1_000, 400, 300);
    timeline.setTable(TABLE);
    timeline.setMatches(new RowMatches(spansNamed(TABLE, 'SELECT devices').slice(3, 4)));
    surface.frame();
    expect([...(surface.view?.frame.matchRows ?? [])]).toEqual([2]);
    timeline.setMatches(undefined);
    surface.frame();
    expect(surface.view?.frame.matchRows).toBeUndefined();
  });

  test('is opened by a slash', () => {
    const key = { key: '/', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
    expect(commandOf(key)).toEqual({ type: 'search' });
  });
});
