/** Where rows and bars are, against brute force: nothing over anything else, each thing found where it is drawn. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hitTest } from '../../../src/timeline/layout/hit-test.ts';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { mergeSegments } from '../../../src/timeline/layout/merge-segments.ts';
import {
  rowAtPx,
  rowGeometry,
  rowsBelow,
  rowTopPx,
  scrollToRow,
  timeLeftPx,
  timeRightPx,
  visibleRows,
} from '../../../src/timeline/layout/row-geometry.ts';
import { isFold, membersOf } from '../../../src/timeline/layout/rows.ts';
import { TimeScale } from '../../../src/timeline/viewport/time-scale.ts';
import { knownEndNs } from '../../../src/trace/analysis/known-end.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { SpanIndex } from '../../../src/trace/model/types.ts';
import { traces } from '../../support/otlp-arbitrary.ts';

const OPEN = { collapsed: new Set<number>(), openFolds: new Set<number>() };
const times = fc.array(
  fc.record({
    startNs: fc.nat(1_000),
    lengthNs: fc.oneof(fc.nat(4), fc.nat(300), fc.constant(-50)),
    failed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('the bars of a fold', () => {
  test('do not overlap, stay in the area, and stand for every member in sight, once', () => {
    fc.assert(
      fc.property(
        times,
        fc.nat(900),
        fc.integer({ min: 1, max: 1_200 }),
        fc.integer({ min: 1, max: 900 }),
        (spans, fromNs, lengthNs, widthPx) => {
          const sorted = spans.toSorted((a, b) => a.startNs - b.startNs);
          const startNs = Float64Array.from(sorted, (span) => span.startNs);
          const status = Uint8Array.from(sorted, ({ failed }) => (failed ? 2 : 0));
          const endOf = (at: number) => (sorted[at]?.startNs ?? 0) + (sorted[at]?.lengthNs ?? 0);
          const scale = new TimeScale({ startNs: fromNs, endNs: fromNs + lengthNs }, 100, 100 + widthPx);
          const members = Int32Array.from(sorted.keys());
          const segments = mergeSegments(
            members,
            { startNs, endOf, isFailed: (span) => status[span] === 2 },
            scale,
          );
          segments.forEach(({ leftPx, rightPx }, at) => {
            expect(rightPx).toBeGreaterThan(leftPx);
            expect(leftPx).toBeGreaterThanOrEqual(
              (segments[at - 1]?.rightPx ?? Number.NEGATIVE_INFINITY) + 1,
            );
            expect(leftPx).toBeGreaterThanOrEqual(scale.leftPx - 4);
            expect(rightPx).toBeLessThanOrEqual(scale.rightPx + 4);
          });
          const inSight = [...members].filter(
            (at) => (startNs[at] ?? 0) < fromNs + lengthNs && Math.max(startNs[at] ?? 0, endOf(at)) > fromNs,
          );
          const shownBy = (at: number) => {
            const leftPx = Math.max(scale.leftPx, scale.timeToPx(startNs[at] ?? 0));
            return segments.filter((segment) => segment.leftPx <= leftPx && leftPx <= segment.rightPx);
          };
          for (const at of inSight) {
            expect(shownBy(at)).toHaveLength(1);
            if (status[at] === 2) expect(shownBy(at)[0]?.failed).toBe(true);
          }
          expect(segments.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(inSight.length);
          if (!sorted.some(({ failed }) => failed)) expect(segments.some(({ failed }) => failed)).toBe(false);
        },
      ),
    );
  });
});

const geometry = fc
  .tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 900 }))
  .map(([widthPx, labelPx]) => rowGeometry(widthPx, labelPx));

describe('rows', () => {
  test('stand one below the other: each point below the ruler is on one row, and bars are inside theirs', () => {
    fc.assert(
      fc.property(geometry, fc.nat(200), fc.nat(4_000), fc.nat(900), (g, count, scrollPx, yPx) => {
        const holding = Array.from({ length: count }, (_, row) => row).filter((row) => {
          const topPx = rowTopPx(g, row, scrollPx);
          return yPx >= g.headPx && yPx >= topPx && yPx < topPx + g.rowPx;
        });
        expect(holding).toEqual(holding.slice(0, 1));
        expect(rowAtPx(g, yPx, scrollPx, count)).toBe(holding[0] ?? -1);
        expect(g.barTopPx + g.barPx).toBeLessThanOrEqual(g.rowPx);
        expect(timeLeftPx(g)).toBeLessThanOrEqual(timeRightPx(g));
      }),
    );
  });

  test('in sight are those that any pixel of the stage shows; below it those not wholly shown', () => {
    fc.assert(
      fc.property(geometry, fc.nat(120), fc.nat(3_000), fc.nat(800), (g, count, scrollPx, stagePx) => {
        const { first, end } = visibleRows(g, scrollPx, stagePx, count);
        const bottomPx = Math.max(g.headPx, stagePx);
        for (let row = 0; row < count; row++) {
          const topPx = rowTopPx(g, row, scrollPx);
          const isSeen = topPx < bottomPx && topPx + g.rowPx > g.headPx;
          expect(row >= first && row < end).toBe(isSeen);
        }
        const below = rowsBelow(g, scrollPx, stagePx, count);
        const cut = Array.from({ length: count }, (_, row) => rowTopPx(g, row, scrollPx) + g.rowPx);
        expect(below).toBe(cut.filter((px) => px > bottomPx + 0.5).length);
      }),
    );
  });

  test('are scrolled to by as little as shows them whole', () => {
    fc.assert(
      fc.property(geometry, fc.nat(300), fc.nat(5_000), fc.nat(800), (g, row, scrollPx, stagePx) => {
        const to = scrollToRow(g, row, scrollPx, stagePx);
        const topPx = rowTopPx(g, row, to);
        const bodyPx = Math.max(g.rowPx, stagePx - g.headPx);
        expect(topPx).toBeGreaterThanOrEqual(g.headPx);
        expect(topPx + g.rowPx).toBeLessThanOrEqual(g.headPx + bodyPx);
        if (to < scrollPx) expect(topPx).toBe(g.headPx);
        if (to > scrollPx) expect(topPx + g.rowPx).toBe(g.headPx + bodyPx);
      }),
    );
  });

  test('of any trace: each span is hit in the middle of its bar, on its own row or in its fold', () => {
    fc.assert(
      fc.property(traces, (request) => {
        const table = new TraceTable();
        table.appendTraces(request);
        const rows = layoutRows(table, OPEN);
        const { startNs, endNs } = table.bounds();
        const g = rowGeometry(1_200, 300);
        const scale = new TimeScale({ startNs, endNs: Math.max(endNs, startNs + 1_000) }, 300, 1_180);
        const endOf = (span: number) => knownEndNs(table, span as SpanIndex);
        const view = { table, rows, geometry: g, scale, scrollPx: 0, endOf };
        for (let row = 0; row < rows.count; row++) {
          const span = rows.span[row] ?? 0;
          const middleNs = ((table.columns.startNs[span] ?? 0) + endOf(span)) / 2;
          const hit = hitTest(view, scale.timeToPx(middleNs), rowTopPx(g, row, 0) + g.rowPx / 2);
          expect(hit?.row).toBe(row);
          expect(hit?.onBar).toBe(true);
          if (isFold(rows, row)) expect([...membersOf(rows, row)]).toContain(hit?.span);
          else expect(hit?.span).toBe(span);
        }
      }),
    );
  });
});
