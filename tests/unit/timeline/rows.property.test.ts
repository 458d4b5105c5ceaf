/** Any forest at all, with cycles, orphans and repeats: what must hold of its rows, whatever is opened and closed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withRow } from '../../../src/timeline/layout/expansion.ts';
import { layoutRows, revealing } from '../../../src/timeline/layout/layout-rows.ts';
import {
  EXPANDABLE,
  EXPANDED,
  type Expansion,
  hasOwnRow,
  isFold,
  membersOf,
  type Rows,
  rowShowing,
} from '../../../src/timeline/layout/rows.ts';
import { spliceRows } from '../../../src/timeline/layout/splice-rows.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import { rowsShowing, visibleRows } from '../../support/visible-rows.ts';

const OPEN: Expansion = { collapsed: new Set(), openFolds: new Set() };

/** Parents are any span at all: cycles and self-parents come by themselves; few names, so that siblings repeat. */
const forest = fc
  .array(fc.record({ parent: fc.integer({ min: -1, max: 40 }), name: fc.nat(2), startMs: fc.nat(9) }), {
    maxLength: 40,
  })
  .map((spans) => {
    const id = (index: number) => (index + 1).toString(16).padStart(16, '0');
    const table = new TraceTable();
    table.appendTraces({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
          scopeSpans: [
            {
              spans: spans.map(({ parent, name, startMs }, index) => ({
                traceId: '1'.padStart(32, '0'),
                spanId: id(index),
                ...(parent < 0 ? {} : { parentSpanId: id(parent) }),
                name: `n${name}`,
                startTimeUnixNano: String(1_790_000_000_000_000_000n + BigInt(startMs * 1e6)),
                endTimeUnixNano: String(1_790_000_000_000_000_000n + BigInt((startMs + 1) * 1e6)),
              })),
            },
          ],
        },
      ],
    });
    return table;
  });
const clicks = fc.array(fc.nat(60), { maxLength: 12 });

/** The reader's clicks, one after the other, by splicing. */
function clicked(table: TraceTable, rowNumbers: readonly number[]): { rows: Rows; expansion: Expansion } {
  let expansion = OPEN;
  let rows = layoutRows(table, expansion);
  for (const number of rowNumbers) {
    if (rows.count === 0) break;
    const row = number % rows.count;
    const flags = rows.flags[row] ?? 0;
    if ((flags & EXPANDABLE) === 0) continue;
    // Asked before, so that what it notes is put to the test.
    rowsShowing(rows);
    const expanded = (flags & EXPANDED) === 0;
    expansion = withRow(expansion, rows, row, expanded);
    const source = { table, expansion, tree: rows.tree, untilNs: Number.POSITIVE_INFINITY };
    rows = spliceRows(source, rows, row, expanded) ?? layoutRows(table, expansion);
  }
  return { rows, expansion };
}

describe('rows of any forest', () => {
  test('every span has a row, alone or in a fold, and only one', () => {
    fc.assert(
      fc.property(forest, (table) => {
        const rows = layoutRows(table, OPEN);
        const seen: number[] = [];
        for (let row = 0; row < rows.count; row++) {
          seen.push(...(isFold(rows, row) ? membersOf(rows, row) : [rows.span[row] ?? -1]));
        }
        const hidden = Array.from({ length: table.spanCount }, (_, span) => span).filter(
          (span) => !seen.includes(span),
        );
        expect(new Set(seen).size).toBe(seen.length);
        // Below the members of a closed fold.
        for (const span of hidden) expect(isFold(rows, rowShowing(rows, span))).toBe(true);
      }),
    );
  });

  test('parents stand before children, one level above', () => {
    fc.assert(
      fc.property(forest, clicks, (table, rowNumbers) => {
        const { rows } = clicked(table, rowNumbers);
        for (let row = 0; row < rows.count; row++) {
          const parent = rows.parentRow[row] ?? -1;
          expect(parent).toBeLessThan(row);
          expect(rows.depth[row]).toBe(parent < 0 ? 0 : (rows.depth[parent] ?? 0) + 1);
        }
      }),
    );
  });

  test('opening and closing by splicing gives what a layout anew gives', () => {
    fc.assert(
      fc.property(forest, clicks, (table, rowNumbers) => {
        const { rows, expansion } = clicked(table, rowNumbers);
        const anew = layoutRows(table, expansion);
        expect(visibleRows(rows)).toEqual(visibleRows(anew));
        expect(rowsShowing(rows)).toEqual(rowsShowing(anew));
      }),
    );
  });

  test('every span can be reached, whatever was closed', () => {
    fc.assert(
      fc.property(forest, clicks, (table, rowNumbers) => {
        const { expansion } = clicked(table, rowNumbers);
        const tree = buildTraceTree(table);
        for (let span = 0; span < table.spanCount; span++) {
          const rows = layoutRows(table, revealing(table, tree, expansion, span));
          expect(hasOwnRow(rows, span)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('as of a time, no row began later, and the last time shows all', () => {
    fc.assert(
      fc.property(forest, fc.nat(9), (table, untilMs) => {
        const tree = buildTraceTree(table);
        const { startNs } = table.columns;
        const untilNs = table.bounds().startNs + untilMs * 1e6;
        const rows = layoutRows(table, { ...OPEN, openFolds: { has: () => true } }, tree, untilNs);
        for (let row = 0; row < rows.count; row++) {
          expect(startNs[rows.span[row] ?? 0]).toBeLessThanOrEqual(untilNs);
        }
        expect(visibleRows(layoutRows(table, OPEN, tree, table.bounds().endNs))).toEqual(
          visibleRows(layoutRows(table, OPEN)),
        );
      }),
    );
  });
});
