import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallPaths, callPaths, pathWidths } from '../../../src/trace/analysis/call-paths.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../../src/trace/model/trace-tree.ts';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { traces } from '../../support/otlp-arbitrary.ts';
import { dedent, traceTable } from '../../support/trace-text.ts';

const pathsOf = (table: TraceReader) => callPaths(table, buildTraceTree(table));

/** A line a node: service, name, calls, then the widths in ms: total and self. */
function described(table: TraceReader, paths: CallPaths = pathsOf(table)): string {
  const total = pathWidths(paths, 'total');
  const self = pathWidths(paths, 'self');
  return Array.from({ length: paths.count }, (_, node) => {
    const text = (id: number | undefined) => table.strings.get(id ?? 0);
    const widths = `${(total[node] ?? 0) / 1e6} ${(self[node] ?? 0) / 1e6}`;
    return `${'  '.repeat(paths.depth[node] ?? 0)}${text(paths.service[node])} ${text(paths.name[node])} x${paths.calls[node]} ${widths}`;
  }).join('\n');
}

describe('call paths', () => {
  it('are one node for all spans reached the same way', () => {
    const table = traceTable(`
      api  GET /units        |0-100ms|
        db  SELECT units     |0-10ms|
        db  SELECT devices   |10-20ms|  @status=error
        api  render          |40-50ms|
          db  SELECT units   |42-44ms|
        db  SELECT devices   |60-90ms|
    `);
    expect(described(table)).toBe(
      dedent(`
        api GET /units x1 100 100
          db SELECT units x1 10 10
          db SELECT devices x2 40 40
          api render x1 10 10
            db SELECT units x1 2 2
      `),
    );
    const paths = pathsOf(table);
    expect([paths.errors[2], paths.longest[2], paths.selfNs[0]]).toEqual([1, 5, 40e6]);
  });

  it('are as wide as all they called, where calls ran side by side', () => {
    const table = traceTable(`
      api  GET /all     |0-100ms|
        a  left         |10-90ms|
        b  right        |10-90ms|
    `);
    expect(described(table)).toBe('api GET /all x1 160 180\n  a left x1 80 80\n  b right x1 80 80');
  });

  it('are as wide as the work that nobody waited for', () => {
    const table = traceTable(`
      api  POST /order     |0-10ms|
        worker  deliver    |9-200ms|
    `);
    expect(described(table)).toBe('api POST /order x1 191 200\n  worker deliver x1 191 191');
  });

  it('have no width below nothing when an end stands before its start', () => {
    const table = traceTable('api  odd  |10-5ms|', 'expected');
    expect(described(table)).toBe('api odd x1 0 0');
  });

  it('follow a chain of 20,000 without recursing, and 50,000 siblings', () => {
    const span = (id: number, parent: number, name: string) => ({
      traceId: 'a'.repeat(32),
      spanId: id.toString(16).padStart(16, '0'),
      parentSpanId: parent.toString(16).padStart(16, '0'),
      name,
      startTimeUnixNano: '5',
      endTimeUnixNano: '15',
    });
    const chain = Array.from({ length: 20_000 }, (_, i) => span(i + 1, i, 'step'));
    const flat = Array.from({ length: 50_000 }, (_, i) => span(100_000 + i, 1, `n${i % 7}`));
    const table = new TraceTable();
    table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: [...chain, ...flat] }] }] });
    const paths = pathsOf(table);
    expect(paths.count).toBe(20_007);
    expect(Math.max(...paths.depth)).toBe(19_999);
  });

  it('hold every span once, and no children wider than their parent, whatever the trace', () => {
    fc.assert(
      fc.property(traces, (request) => {
        const table = new TraceTable();
        table.appendTraces(request);
        const paths = pathsOf(table);
        expect(paths.calls.reduce((sum, calls) => sum + calls, 0)).toBe(table.spanCount);
        expect([...paths.nodeOf].every((node) => node >= 0 && node < paths.count)).toBe(true);
        for (const by of ['total', 'self'] as const) {
          const widths = pathWidths(paths, by);
          const below = new Float64Array(paths.count);
          paths.parent.forEach((up, node) => {
            expect(up).toBeLessThan(node);
            if (up >= 0) below[up] = (below[up] ?? 0) + (widths[node] ?? 0);
          });
          // Sums of float64 in two orders.
          below.forEach((sum, node) => {
            expect(sum).toBeLessThanOrEqual((widths[node] ?? 0) * (1 + 1e-9));
          });
        }
      }),
    );
  });
});
