import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandOf } from '../../../src/timeline/interact/commands.ts';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { ALL_EXPANDED } from '../../../src/timeline/layout/rows.ts';
import { findSpans, foundWords } from '../../../src/timeline/search/find-spans.ts';
import { inSlices } from '../../../src/timeline/search/in-slices.ts';
import { IndexSet } from '../../../src/timeline/search/index-set.ts';
import { RowMatches } from '../../../src/timeline/search/row-matches.ts';
import { Timeline } from '../../../src/timeline/timeline.ts';
import type { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { finished } from '../../../src/trace/traceql/traceql.ts';
import { spansNamed, traceTable, traceText } from '../../support/trace-text.ts';
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

const everySpan = ({ spanCount }: TraceTable) => Array.from({ length: spanCount }, (_, span) => span);
const find = (table: TraceTable, text: string) => finished(findSpans(table, text));

describe('a search', () => {
  test('finds spans, and says how many of how many', () => {
    const found = find(TABLE, '{ name = "SELECT devices" }');
    expect(found).toEqual({ type: 'matches', spans: spansNamed(TABLE, 'SELECT devices') });
    expect(foundWords(found, TABLE.spanCount, -1)).toBe('5 of 7 spans match');
    expect(foundWords(found, TABLE.spanCount, 1)).toBe('2 of 5');
  });

  test('says what is wrong in a text that is no query, and at which character', () => {
    const found = find(TABLE, '{ status = }');
    expect(found).toMatchObject({ type: 'error', from: 11 });
    expect(foundWords(found, TABLE.spanCount, -1)).toMatch(/^character 12: /);
  });

  test('of nothing dims nothing', () => {
    expect(find(TABLE, '  ')).toEqual({ type: 'nothing-asked' });
  });

  test('draws what does not match faint; a fold matches when one of its members does', () => {
    const surface = new FakeSurface();
    const timeline = new Timeline(surface);
    timeline.setSize(1_000, 400, 300);
    timeline.setTable(TABLE);
    timeline.setMatches(new RowMatches(spansNamed(TABLE, 'SELECT devices').slice(3, 4)));
    surface.frame();
    const { rows, matchRows } = surface.view?.frame ?? {};
    expect(Array.from({ length: rows?.count ?? 0 }, (_, row) => matchRows?.has(row))).toEqual([
      false,
      false,
      true,
    ]);
    timeline.setMatches(undefined);
    surface.frame();
    expect(surface.view?.frame.matchRows).toBeUndefined();
  });

  test('is opened by a slash', () => {
    const key = { key: '/', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
    expect(commandOf(key)).toEqual({ type: 'search' });
  });

  test('is walked as the rows are read, from top to bottom, also where they are closed or not there yet', () => {
    const late = traceTable(`
      web  first   |0-100ms|
        api  second  |5-95ms|
        api  fourth  |50-95ms|
    `);
    const rows = layoutRows(late, { ...ALL_EXPANDED, collapsed: new Set([0]) });
    late.appendTraces(traceText('web  third  |20-30ms|  @id=later'));
    const walked = new RowMatches(everySpan(late)).inOrder(rows);
    expect(Array.from(walked, (span) => late.strings.get(late.columns.name[span] ?? 0))).toEqual([
      'first',
      'second',
      'fourth',
      'third',
    ]);
  });
});

test('a set of numbers below a limit is a set', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 60 })), (members) => {
      const set = new IndexSet(50, members);
      const wanted = new Set(members.filter((member) => member >= 0 && member < 50));
      expect([...set]).toEqual([...wanted].sort((a, b) => a - b));
      expect(set.size).toBe(wanted.size);
      for (const member of members) expect(set.has(member)).toBe(wanted.has(member));
    }),
  );
});

describe('work in slices', () => {
  function* steps(count: number, did: number[]) {
    for (let step = 0; step < count; step++) {
      did.push(step);
      yield;
    }
    return 'done';
  }

  test('is done at once when it fits into the first', () => {
    let result = '';
    inSlices(steps(3, []), 1_000, (found) => {
      result = found;
    });
    expect(result).toBe('done');
  });

  test('lets the thread do something else between two of them', async () => {
    const did: number[] = [];
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      setTimeout(() => order.push(`others, after ${did.length}`));
      inSlices(steps(3, did), 0, (found) => {
        order.push(found);
        resolve();
      });
    });
    expect(order).toEqual(['others, after 1', 'done']);
  });

  test('is given up between two of them, and then nobody is told', async () => {
    const did: number[] = [];
    let isTold = false;
    const giveUp = inSlices(steps(3, did), 0, () => {
      isTold = true;
    });
    giveUp();
    await new Promise((resolve) => setTimeout(resolve));
    expect(did).toEqual([0]);
    expect(isTold).toBe(false);
  });
});
