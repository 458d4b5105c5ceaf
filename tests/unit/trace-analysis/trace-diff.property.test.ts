import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOBODY } from '../../../src/trace/analysis/diff/align-children.ts';
import { diffTraces, type TraceDiff } from '../../../src/trace/analysis/diff/trace-diff.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { type SmallTree, sizeOf, smallForest, tableOf } from '../../support/small-forests.ts';

/** The most nodes that can pair when parents pair before children and order is kept: every choice is tried. */
function mostPairs(a: readonly SmallTree[], b: readonly SmallTree[]): number {
  const [firstA, ...restA] = a;
  const [firstB, ...restB] = b;
  if (firstA === undefined || firstB === undefined) return 0;
  const without = Math.max(mostPairs(restA, b), mostPairs(a, restB));
  if (firstA.name !== firstB.name) return without;
  return Math.max(without, 1 + mostPairs(firstA.children, firstB.children) + mostPairs(restA, restB));
}

function pairsOf(diff: TraceDiff): number {
  return diff.counts.same + diff.counts.changed;
}

/** A node's nearest ancestor that is in the trace too. */
function parentIn(diff: TraceDiff, side: 'a' | 'b', node: number): number {
  let at = diff.parent[node] ?? NOBODY;
  while (at !== NOBODY && diff[side][at] === NOBODY) at = diff.parent[at] ?? NOBODY;
  return at === NOBODY ? NOBODY : (diff[side][at] ?? NOBODY);
}

/** What remains when the other trace is left out. */
function expectWhole(diff: TraceDiff, side: 'a' | 'b', table: TraceReader): void {
  const met = new Set<number>();
  for (let node = 0; node < diff.count; node++) {
    const span = diff[side][node] ?? NOBODY;
    if (span === NOBODY) continue;
    expect(met.has(span)).toBe(false);
    met.add(span);
    expect(parentIn(diff, side, node)).toBe(table.columns.parent[span]);
  }
  expect(met.size).toBe(table.spanCount);
}

function lines(diff: TraceDiff): readonly string[] {
  return Array.from({ length: diff.count }, (_, node) =>
    [diff.a[node], diff.b[node], diff.durationDeltaNs(node)].join(' '),
  );
}

describe('the difference of two forests', () => {
  test('is no more than the best edit that inserts and deletes whole subtrees', () => {
    fc.assert(
      fc.property(smallForest, smallForest, (a, b) => {
        fc.pre(sizeOf(a) <= 12 && sizeOf(b) <= 12);
        expect(pairsOf(diffTraces(tableOf(a), tableOf(b)))).toBeGreaterThanOrEqual(mostPairs(a, b));
      }),
      { numRuns: 400 },
    );
  });

  test('leaves each trace whole when the other is left out, every pair of one label', () => {
    fc.assert(
      fc.property(smallForest, smallForest, (a, b) => {
        const before = tableOf(a);
        const after = tableOf(b);
        const diff = diffTraces(before, after);
        expectWhole(diff, 'a', before);
        expectWhole(diff, 'b', after);
        for (let node = 0; node < diff.count; node++) {
          expect(diff.parent[node]).toBeLessThan(node);
          const inA = diff.a[node] ?? NOBODY;
          const inB = diff.b[node] ?? NOBODY;
          if (inA === NOBODY || inB === NOBODY) continue;
          expect(before.strings.get(before.columns.name[inA] ?? 0)).toBe(
            after.strings.get(after.columns.name[inB] ?? 0),
          );
        }
        const { same, changed, added, removed } = diff.counts;
        expect(same + changed + added).toBe(after.spanCount);
        expect(same + changed + removed).toBe(before.spanCount);
      }),
      { numRuns: 400 },
    );
  });

  test('is nothing between a trace and its like at another time', () => {
    fc.assert(
      fc.property(smallForest, (forest) => {
        const diff = diffTraces(tableOf(forest), tableOf(forest, 3, 1_000));
        expect(diff.counts).toEqual({ same: sizeOf(forest), changed: 0, added: 0, removed: 0 });
        expect([...diff.moved].every((moved) => moved === 0)).toBe(true);
      }),
    );
  });

  test('is the mirror of the difference the other way round', () => {
    fc.assert(
      fc.property(smallForest, smallForest, (a, b) => {
        const there = diffTraces(tableOf(a), tableOf(b, 2));
        const back = diffTraces(tableOf(b, 2), tableOf(a));
        const mirror = Array.from({ length: back.count }, (_, node) =>
          [back.b[node], back.a[node], 0 - back.durationDeltaNs(node)].join(' '),
        );
        expect([...lines(there)].sort()).toEqual([...mirror].sort());
        expect(there.counts.added).toBe(back.counts.removed);
      }),
      { numRuns: 400 },
    );
  });
});
