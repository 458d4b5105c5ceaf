import { describe, expect, test } from 'vitest';
import { allCollapsed } from '../../../src/timeline/layout/expansion.ts';
import { layoutRows, revealing } from '../../../src/timeline/layout/layout-rows.ts';
import {
  EXPANDED,
  type Expansion,
  hasOwnRow,
  isFold,
  type Rows,
  rowShowing,
} from '../../../src/timeline/layout/rows.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { dedent, spanNamed, spansNamed, traceTable } from '../../support/trace-text.ts';

const OPEN: Expansion = { collapsed: new Set(), openFolds: new Set() };

function describeRows(table: TraceReader, rows: Rows): string {
  return Array.from({ length: rows.count }, (_, row) => {
    const name = table.strings.get(table.columns.name[rows.span[row] ?? 0] ?? 0);
    const fold = isFold(rows, row) ? ` x${rows.memberCount[row]}` : '';
    return '  '.repeat(rows.depth[row] ?? 0) + name + fold;
  }).join('\n');
}

const N_PLUS_ONE = `
  api  GET /units        |0-100ms|
    api  SELECT units    |1-5ms|
    api  SELECT devices  |10-11ms|
    api  SELECT devices  |20-21ms|
    api  render          |25-26ms|
    api  SELECT devices  |30-31ms|
    api  SELECT devices  |40-41ms|
    api  SELECT devices  |50-51ms|
      pg  parse          |50-51ms|
`;

/** Parents by index into the same list; -1 is a root. */
function tableOf(parents: readonly number[], nameOf: (index: number) => string = (index) => `span ${index}`) {
  const id = (index: number) => (index + 1).toString(16).padStart(16, '0');
  const table = new TraceTable();
  table.appendTraces({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'api' } }] },
        scopeSpans: [
          {
            spans: parents.map((parent, index) => ({
              traceId: `${'0'.repeat(31)}1`,
              spanId: id(index),
              parentSpanId: parent < 0 ? '' : id(parent),
              name: nameOf(index),
              startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(index)),
              endTimeUnixNano: String(1_700_000_000_000_000_100n + BigInt(index)),
            })),
          },
        ],
      },
    ],
  });
  return table;
}

describe('rows', () => {
  test('stand in the order of the tree, siblings by start', () => {
    const table = traceTable(`
      web  click          |0-50ms|
        api  second       |20-30ms|
        api  first        |10-40ms|
          db  inner       |12-15ms|
    `);
    expect(describeRows(table, layoutRows(table, OPEN))).toBe(
      dedent(`
        click
          first
            inner
          second
      `),
    );
  });

  test('tell the place among siblings as a tree does', () => {
    const table = traceTable(`
      web  root     |0-50ms|
        api  one    |1-2ms|
        api  two    |3-4ms|
    `);
    const rows = layoutRows(table, OPEN);
    expect([...rows.position.subarray(0, rows.count)]).toEqual([1, 1, 2]);
    expect([...rows.siblings.subarray(0, rows.count)]).toEqual([1, 2, 2]);
    expect([...rows.parentRow.subarray(0, rows.count)]).toEqual([-1, 0, 0]);
  });

  test('fold five like siblings where the first of them stood, and leave four alone', () => {
    const table = traceTable(N_PLUS_ONE);
    expect(describeRows(table, layoutRows(table, OPEN))).toBe(
      dedent(`
        GET /units
          SELECT units
          SELECT devices x5
          render
      `),
    );
    const four = traceTable(N_PLUS_ONE.replace('SELECT devices  |10', 'SELECT others  |10'));
    expect(describeRows(four, layoutRows(four, OPEN))).not.toContain('x');
  });

  test('an opened fold keeps its row and shows its members below it', () => {
    const table = traceTable(N_PLUS_ONE);
    const [first = 0] = spansNamed(table, 'SELECT devices');
    const rows = layoutRows(table, { collapsed: new Set(), openFolds: new Set([first]) });
    expect(describeRows(table, rows)).toBe(
      dedent(`
        GET /units
          SELECT units
          SELECT devices x5
            SELECT devices
            SELECT devices
            SELECT devices
            SELECT devices
            SELECT devices
              parse
          render
      `),
    );
    expect(rows.siblings[1]).toBe(3);
  });

  test('a collapsed span hides its descendants, and their row is its own', () => {
    const table = traceTable(N_PLUS_ONE);
    const rows = layoutRows(table, { ...OPEN, collapsed: new Set([spanNamed(table, 'GET /units')]) });
    expect(describeRows(table, rows)).toBe('GET /units');
    expect((rows.flags[0] ?? 0) & EXPANDED).toBe(0);
    expect(rowShowing(rows, spanNamed(table, 'parse'))).toBe(0);
    expect(hasOwnRow(rows, spanNamed(table, 'parse'))).toBe(false);
  });

  test('what a fold hides is shown by the row of the fold', () => {
    const table = traceTable(N_PLUS_ONE);
    const rows = layoutRows(table, OPEN);
    expect(rowShowing(rows, spanNamed(table, 'parse'))).toBe(2);
  });

  test('revealing a span opens the folds and the ancestors in its way, and nothing else', () => {
    const table = traceTable(N_PLUS_ONE);
    const shut = { ...OPEN, collapsed: allCollapsed(layoutRows(table, OPEN)).collapsed };
    const span = spanNamed(table, 'parse');
    const rows = layoutRows(table, revealing(table, layoutRows(table, OPEN).tree, shut, span));
    expect(hasOwnRow(rows, span)).toBe(true);
    expect(rows.count).toBe(10);
  });

  test('a trace that joins later stands below, even if it began earlier', () => {
    const both = traceTable('api  late  |100-200ms|\n---\napi  early  |0-10ms|');
    expect(describeRows(both, layoutRows(both, OPEN))).toBe('late\nearly');
  });

  test('the members of a cycle, a span that is its own parent and an orphan all have a row', () => {
    const cycle = tableOf([1, 2, 0, 3, 99]);
    const rows = layoutRows(cycle, OPEN);
    expect(rows.count).toBe(5);
    expect(rows.tree.cycleCuts.size).toBe(2);
  });

  test('a chain of 20,000 has 20,000 levels', () => {
    const rows = layoutRows(tableOf(Array.from({ length: 20_000 }, (_, index) => index - 1)), OPEN);
    expect(rows.count).toBe(20_000);
    expect(rows.depth[19_999]).toBe(19_999);
  });

  test('50,000 like siblings are one row, 50,000 unlike ones as many', () => {
    const flat = Array.from({ length: 50_001 }, (_, index) => (index === 0 ? -1 : 0));
    expect(
      layoutRows(
        tableOf(flat, (index) => (index === 0 ? 'root' : 'like')),
        OPEN,
      ).count,
    ).toBe(2);
    expect(layoutRows(tableOf(flat), OPEN).count).toBe(50_001);
  });

  test('an empty table has no rows', () => {
    expect(layoutRows(new TraceTable(), OPEN).count).toBe(0);
  });
});
