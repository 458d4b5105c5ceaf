/** A table that grows, in any order of arrival: tree and rows kept up with it are those of a layout anew. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withRow } from '../../../src/timeline/layout/expansion.ts';
import { GrowingRows } from '../../../src/timeline/layout/grow-rows.ts';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { EXPANDABLE, EXPANDED } from '../../../src/timeline/layout/rows.ts';
import { spliceRows } from '../../../src/timeline/layout/splice-rows.ts';
import { GrowingTree } from '../../../src/trace/model/growing-tree.ts';
import type { OtlpSpan } from '../../../src/trace/model/otlp-json.ts';
import { SpanTable } from '../../../src/trace/model/span-table.ts';
import { buildTraceTree, type TraceTree } from '../../../src/trace/model/trace-tree.ts';
import { rowsShowing, visibleRows } from '../../support/visible-rows.ts';

const BASE_NS = 1_790_000_000_000_000_000n;
const IDS = 260;

/** Ids come twice, parents late or never, in circles or as their own; names are few, so that siblings fold. */
const arrival = fc.record({
  id: fc.nat(IDS),
  parent: fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 30, arbitrary: fc.nat(IDS) }),
  /** Parents with a lower id than their child: no circles, as in almost every trace. */
  climbs: fc.boolean(),
  name: fc.nat(3),
  startMs: fc.nat(20),
  open: fc.boolean(),
  trace: fc.constantFrom(1, 1, 1, 2),
});
type Arrival = typeof arrival extends fc.Arbitrary<infer T> ? T : never;
const batches = (mayCircle: boolean) =>
  fc
    .tuple(
      fc.array(arrival, { minLength: 90, maxLength: 160 }),
      fc.array(fc.record({ spans: fc.array(arrival, { maxLength: 12 }), click: fc.nat(200) }), {
        minLength: 1,
        maxLength: 8,
      }),
    )
    .map(([first, rest]) => [
      { request: requestOf(first, mayCircle), click: 0 },
      ...rest.map(({ spans, click }) => ({ request: requestOf(spans, mayCircle), click })),
    ]);

function requestOf(arrivals: readonly Arrival[], mayCircle: boolean) {
  const id = (number: number) => (number + 1).toString(16).padStart(16, '0');
  const spans = arrivals.map(({ id: own, parent, climbs, name, startMs, open, trace }): OtlpSpan => {
    const up = parent >= 0 && (climbs || !mayCircle) ? (own === 0 ? -1 : parent % own) : parent;
    return {
      traceId: String(trace).padStart(32, '0'),
      spanId: id(own),
      ...(up < 0 ? {} : { parentSpanId: id(up) }),
      name: `n${name}`,
      kind: 1,
      startTimeUnixNano: String(BASE_NS + BigInt(startMs * 1e6)),
      ...(open ? {} : { endTimeUnixNano: String(BASE_NS + BigInt((startMs + 1) * 1e6)) }),
    };
  });
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

const shown = (tree: TraceTree) => ({ ...tree, cycleCuts: [...tree.cycleCuts] });
describe.each([
  ['without circles', false],
  ['with circles', true],
] as const)('spans that arrive in any order, %s', (_, mayCircle) => {
  test('the tree kept up is the tree built anew', () => {
    let kept = 0;
    fc.assert(
      fc.property(batches(mayCircle), (arrivals) => {
        const table = new SpanTable();
        const growing = new GrowingTree();
        for (const { request } of arrivals) {
          table.appendTraces(request as never);
          const { tree, touched } = growing.grow(table);
          if (touched !== undefined) kept++;
          expect(shown(tree)).toEqual(shown(buildTraceTree(table)));
        }
      }),
    );
    // Else it would be compared with itself.
    if (!mayCircle) expect(kept).toBeGreaterThan(100);
  });

  test('the rows kept up are the rows laid out anew, whatever is opened and closed meanwhile', () => {
    fc.assert(
      fc.property(batches(mayCircle), (arrivals) => {
        const table = new SpanTable();
        const growing = new GrowingRows();
        let expansion = { collapsed: new Set<number>(), openFolds: new Set<number>() } as Parameters<
          typeof withRow
        >[0];
        let rows = layoutRows(table, expansion);
        for (const { request, click } of arrivals) {
          table.appendTraces(request as never);
          rows = growing.grow(table, expansion, rows);
          const anew = layoutRows(table, expansion);
          expect(visibleRows(rows)).toEqual(visibleRows(anew));
          expect(rowsShowing(rows)).toEqual(rowsShowing(anew));
          const row = click % rows.count;
          const flags = rows.flags[row] ?? 0;
          if ((flags & EXPANDABLE) === 0) continue;
          const expanded = (flags & EXPANDED) === 0;
          expansion = withRow(expansion, rows, row, expanded);
          const source = { table, expansion, tree: rows.tree, untilNs: Number.POSITIVE_INFINITY };
          rows = spliceRows(source, rows, row, expanded) ?? layoutRows(table, expansion, rows.tree);
        }
      }),
      { numRuns: 40 },
    );
  });
});
