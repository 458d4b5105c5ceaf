import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath, criticalShares } from '../../../src/trace/analysis/critical-path.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import type { SpanIndex, TraceReader } from '../../../src/trace/model/types.ts';
import { dedent, spanNamed, traceTable } from '../../support/trace-text.ts';

describe('the critical path', () => {
  it('goes back from the end through whoever ended last', () => {
    expect(
      pathOf(`
        api      GET /units           |0-120ms|
          api      SELECT units       |5-12ms|
          gateway  GET /devices       |20-100ms|
            gateway  ask slow hub     |30-90ms|
            gateway  ask quick hub    |30-40ms|
          weather  GET /weather       |20-60ms|
      `),
    ).toBe(
      dedent(`
        GET /units 0-5
        SELECT units 5-12
        GET /units 12-20
        GET /devices 20-30
        ask slow hub 30-90
        GET /devices 90-100
        GET /units 100-120
      `),
    );
  });

  it('passes over a sibling that still ran when the next one began', () => {
    expect(
      pathOf(`
        api  root     |0-10ms|
          api  first  |0-4ms|
          api  beside |3-6ms|
          api  last   |5-10ms|
      `),
    ).toBe('first 0-4\nroot 4-5\nlast 5-10');
  });

  it('cuts off what sticks out of the parent', () => {
    expect(
      pathOf(`
        api  root       |10-20ms|
          api  early    |5-12ms|
          api  outlasts |15-30ms|
            api  inside |16-40ms|
          api  after    |25-28ms|
      `),
    ).toBe('early 10-12\nroot 12-15\noutlasts 15-16\ninside 16-20');
  });

  it('does not follow links', () => {
    const text = `
      api     POST /events  |0-10ms|
        api     publish     |2-4ms|   @id=sent @kind=producer
      worker  process       |5-90ms|  @link=sent @kind=consumer
    `;
    expect(pathOf(text, 'POST /events')).toBe('POST /events 0-2\npublish 2-4\nPOST /events 4-10');
  });

  it('takes an open span to last until the latest time known', () => {
    expect(
      pathOf('api  root  |0ms-|\n  api  done  |2-4ms|\n  api  open  |5ms-|\n    api  child  |6-9ms|', 'root'),
    ).toBe('root 0-2\ndone 2-4\nroot 4-5\nopen 5-6\nchild 6-9');
  });

  it('is the span itself where nothing is below it, and nothing where it took no time', () => {
    expect(pathOf('api  alone  |3-5ms|')).toBe('alone 3-5');
    expect(pathOf('api  instant  |3-3ms|\n  api  child  |3-3ms|', 'instant')).toBe('');
  });

  it('adds up by span, longest first', () => {
    const table = traceTable('api  root  |0-10ms|\n  api  child  |1-8ms|');
    const shares = criticalShares(criticalPath(table, spanNamed(table, 'root')));
    expect([...shares]).toEqual([
      [spanNamed(table, 'child'), 7e6],
      [spanNamed(table, 'root'), 3e6],
    ]);
  });

  it('tiles the root whatever the spans are, and is what the definition says', () => {
    const spans = fc.array(
      fc.record({
        parent: fc.nat({ max: 30 }),
        start: fc.nat({ max: 60 }),
        length: fc.integer({ min: -3, max: 40 }),
      }),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(spans, (given) => {
        const table = tableOf(given);
        const root = buildTraceTree(table).roots[0] as SpanIndex;
        const segments = criticalPath(table, root);
        expect(segments).toEqual(naivePath(table, root));
        let reachedNs = table.columns.startNs[root] ?? 0;
        for (const { startNs, endNs } of segments) {
          expect(startNs).toBe(reachedNs);
          expect(endNs).toBeGreaterThan(startNs);
          reachedNs = endNs;
        }
        expect(reachedNs).toBe(Math.max(table.columns.startNs[root] ?? 0, table.columns.endNs[root] ?? 0));
      }),
    );
  });

  it('walks 20,000 levels and 50,000 siblings', () => {
    const chain = tableOf(
      Array.from({ length: 20_000 }, (_, i) => ({ parent: i - 1, start: i, length: 40_000 - 2 * i })),
    );
    expect(criticalPath(chain, 0 as SpanIndex)).toHaveLength(2 * 20_000 - 1);
    const flat = tableOf([
      { parent: -1, start: 0, length: 50_000 },
      ...Array.from({ length: 50_000 }, (_, i) => ({ parent: 0, start: i, length: 1 })),
    ]);
    expect(criticalPath(flat, 0 as SpanIndex)).toHaveLength(50_000);
  });
});

/** As `name start-end` in ms, one a line. */
function pathOf(text: string, root?: string): string {
  const table = traceTable(text);
  const from = root === undefined ? (buildTraceTree(table).roots[0] as SpanIndex) : spanNamed(table, root);
  const ms = (timeNs: number) => (Number(table.originUnixNano % 1_000_000_000n) + timeNs) / 1e6;
  return criticalPath(table, from)
    .map(
      ({ span, startNs, endNs }) =>
        `${table.strings.get(table.columns.name[span] ?? 0)} ${ms(startNs)}-${ms(endNs)}`,
    )
    .join('\n');
}

interface Given {
  /** Index of the parent; one that does not come before the span itself makes it a child of the first. */
  readonly parent: number;
  readonly start: number;
  readonly length: number;
}
function tableOf(given: readonly Given[]): TraceTable {
  const table = new TraceTable();
  const id = (i: number) => (i + 1).toString(16).padStart(16, '0');
  const spans = given.map(({ parent, start, length }, i) => ({
    traceId: 'a'.repeat(32),
    spanId: id(i),
    ...(i === 0 ? {} : { parentSpanId: id(parent < i ? parent : 0) }),
    startTimeUnixNano: String(start + 1_000),
    endTimeUnixNano: String(start + length + 1_000),
  }));
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  return table;
}

/** The definition read out loud: recursive and quadratic. */
function naivePath(table: TraceReader, root: SpanIndex) {
  const { parent, startNs, endNs } = table.columns;
  const walk = (span: number, fromNs: number, untilNs: number): readonly object[] => {
    const segments: object[] = [];
    let reachedNs = untilNs;
    for (;;) {
      const [last] = Array.from({ length: table.spanCount }, (_, child) => ({
        child,
        start: Math.max(startNs[child] ?? 0, fromNs),
        end: Math.min(Math.max(endNs[child] ?? 0, startNs[child] ?? 0), untilNs),
      }))
        .filter(
          ({ child, start, end }) =>
            parent[child] === span && child !== span && start < end && end <= reachedNs,
        )
        .sort((a, b) => b.end - a.end || a.start - b.start || a.child - b.child);
      const nextNs = last?.end ?? fromNs;
      if (nextNs < reachedNs) segments.unshift({ span, startNs: nextNs, endNs: reachedNs });
      if (!last) return segments;
      segments.unshift(...walk(last.child, last.start, last.end));
      reachedNs = last.start;
    }
  };
  const rootStartNs = startNs[root] ?? 0;
  return walk(root, rootStartNs, Math.max(rootStartNs, endNs[root] ?? 0));
}
