import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTraceTree, childrenOf, isInSubtree } from '../../../src/trace/model/trace-tree.ts';
import { NO_SPAN, type SpanIndex, type TraceReader } from '../../../src/trace/model/types.ts';
import { dedent, describeTree, spanNamed, traceTable } from '../../support/trace-text.ts';

it('orders siblings by start, then by arrival', () => {
  const table = traceTable(`
    api  root    |0-9ms|
      api  late  |5-6ms|
      api  one   |2-3ms|
      api  two   |2-3ms|
      api  early |1-2ms|
  `);
  const names = [...childrenOf(buildTraceTree(table), spanNamed(table, 'root'))].map((span) =>
    table.strings.get(table.columns.name[span] ?? 0),
  );
  expect(names).toEqual(['early', 'one', 'two', 'late']);
});

it('makes a root of a span whose parent is absent', () => {
  const table = traceTable('api  found  |5-6ms|  @parent=nobody\n  api  child  |5-6ms|\napi  root  |0-1ms|');
  expect(describeTree(table)).toBe('api  root\napi  found  (orphan)\n  api  child');
});

it('keeps the roots of a trace together, traces by their first start', () => {
  const table = traceTable(`
    api  b1  |2-3ms|
    api  b2  |9-10ms|
    ---
    api  a1  |1-3ms|
    api  a2  |5-6ms|
  `);
  expect(describeTree(table)).toBe('api  a1\napi  a2\n---\napi  b1\napi  b2');
});

describe('a cycle', () => {
  const text = dedent(`
    api  c  |3-9ms|  @id=c @parent=b
      api  below  |4-5ms|
    api  a  |1-9ms|  @id=a @parent=c
    api  b  |2-9ms|  @id=b @parent=a
    api  self  |7-9ms|  @id=self @parent=self
  `);
  const drawn = dedent(`
    api  a  (cycle)
      api  b
        api  c
          api  below
    api  self  (cycle)
  `);

  it('is cut at its earliest span, so that all of it can be reached', () => {
    expect(describeTree(traceTable(text))).toBe(drawn);
  });

  it('stays in the data', () => {
    const table = traceTable(text);
    expect(table.columns.parent[spanNamed(table, 'a')]).toBe(spanNamed(table, 'c'));
    expect(table.columns.parent[spanNamed(table, 'self')]).toBe(spanNamed(table, 'self'));
  });
});

it('knows which spans lie below which', () => {
  const table = traceTable(`
    api  root        |0-9ms|
      api  left      |1-4ms|
        api  leaf    |2-3ms|
      api  right     |5-6ms|
  `);
  const tree = buildTraceTree(table);
  const isBelow = (span: string, ancestor: string) =>
    isInSubtree(tree, spanNamed(table, span), spanNamed(table, ancestor));
  expect(isBelow('leaf', 'root')).toBe(true);
  expect(isBelow('leaf', 'leaf')).toBe(true);
  expect(isBelow('leaf', 'right')).toBe(false);
  expect(isBelow('root', 'leaf')).toBe(false);
  expect(tree.subtreeSize[spanNamed(table, 'left')]).toBe(2);
});

describe('shapes that break recursion and squares', () => {
  it('20,000 levels', () => {
    const tree = buildTraceTree(forest(Int32Array.from({ length: 20_000 }, (_, i) => i - 1)));
    expect(tree.depth[19_999]).toBe(19_999);
    expect(tree.subtreeSize[0]).toBe(20_000);
  });

  it('20,000 levels that close to a cycle', () => {
    const tree = buildTraceTree(forest(Int32Array.from({ length: 20_000 }, (_, i) => (i + 19_999) % 20_000)));
    expect([...tree.cycleCuts]).toEqual([0]);
    expect(tree.depth[19_999]).toBe(19_999);
  });

  it('50,000 siblings that arrive last first', () => {
    const count = 50_000;
    const parents = new Int32Array(count + 1).fill(0);
    parents[0] = NO_SPAN;
    const starts = Float64Array.from({ length: count + 1 }, (_, i) => (i === 0 ? 0 : count - i));
    const tree = buildTraceTree(forest(parents, starts));
    expect(tree.order[1]).toBe(count);
    expect(tree.order[count]).toBe(1);
  });

  it('50,000 roots', () => {
    expect(buildTraceTree(forest(new Int32Array(50_000).fill(NO_SPAN))).roots).toHaveLength(50_000);
  });
});

it('holds its invariants over any parents at all', () => {
  const parentsOfAny = fc
    .integer({ min: 0, max: 40 })
    .chain((count) =>
      fc.array(fc.integer({ min: -1, max: count - 1 }), { minLength: count, maxLength: count }),
    );
  fc.assert(
    fc.property(parentsOfAny, fc.infiniteStream(fc.nat({ max: 9 })), (parents, starts) => {
      const startNs = Float64Array.from(parents, () => Number(starts.next().value));
      const tree = buildTraceTree(forest(Int32Array.from(parents), startNs));
      expect([...tree.order].sort((a, b) => a - b)).toEqual(parents.map((_, i) => i));
      tree.order.forEach((span, row) => {
        expect(tree.row[span]).toBe(row);
        const parent = tree.parent[span] ?? NO_SPAN;
        expect(parent === NO_SPAN || parent === parents[span]).toBe(true);
        expect(tree.depth[span]).toBe(parent === NO_SPAN ? 0 : (tree.depth[parent] ?? 0) + 1);
        const below = [...tree.order].filter((other) =>
          isInSubtree(tree, other as SpanIndex, span as SpanIndex),
        );
        expect(below.every((other) => other === span || climbs(tree.parent, other, span))).toBe(true);
        const children = [...childrenOf(tree, span as SpanIndex)];
        expect(children).toEqual(children.toSorted((a, b) => (startNs[a] ?? 0) - (startNs[b] ?? 0) || a - b));
      });
      const cut = parents.filter(
        (parent, span) => parent !== NO_SPAN && tree.parent[span] === NO_SPAN,
      ).length;
      expect(tree.cycleCuts.size).toBe(cut);
    }),
  );
});

function climbs(parent: Int32Array, from: number, to: number): boolean {
  for (let here = from; here !== NO_SPAN; here = parent[here] ?? NO_SPAN) if (here === to) return true;
  return false;
}

/** Just what the tree reads of a table. */
function forest(parent: Int32Array, startNs: Float64Array = new Float64Array(parent.length)) {
  const traceId = new Uint32Array(parent.length);
  const columns = { parent, startNs, traceId } as Partial<TraceReader['columns']> as TraceReader['columns'];
  return { version: 1, spanCount: parent.length, columns };
}
