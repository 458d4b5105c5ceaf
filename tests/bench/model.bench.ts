/**
 * The trace engine at 100,000 spans: 1,000 traces as the building makes them, a hundred spans each, in batches as an
 * exporter sends them. Memory is dominated by the request object itself, so only time is measured.
 */
import { criticalPath } from '../../src/trace/analysis/critical-path.ts';
import { findRepeated } from '../../src/trace/analysis/repeated-queries.ts';
import { toOtlpTraces } from '../../src/trace/model/otlp-encode.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { buildTraceTree } from '../../src/trace/model/trace-tree.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { type Bench, median } from './bench.ts';
import { oneTrace } from './one-trace.ts';

const TRACES = 1_000;
const SPANS_A_TRACE = 100;
const SPANS = TRACES * SPANS_A_TRACE;
const RUNS = 7;
const FRAME_SPANS = 5_000;

export const benches: readonly Bench[] = [
  {
    name: 'model',
    async run() {
      const batches = Array.from({ length: TRACES }, (_, i) => oneTrace(i, SPANS_A_TRACE));
      const decodeMs = time(() => load(batches));
      const table = load(batches);
      const treeMs = time(() => buildTraceTree(table));
      const frame = load(batches.slice(0, FRAME_SPANS / SPANS_A_TRACE));
      const frameMs = time(() => buildTraceTree(frame));
      const encodeMs = time(() => toOtlpTraces(table));
      const wide = load([oneTrace(0, SPANS)]);
      const wideTree = buildTraceTree(wide);
      const pathMs = time(() => criticalPath(wide, wideTree.roots[0] as SpanIndex, wideTree));
      const repeatedMs = time(() => findRepeated(wide, { tree: wideTree }));
      return [
        {
          name: 'model: OTLP to columns',
          value: rate(decodeMs),
          unit: 'spans/s',
          better: 'higher',
          budget: 200_000,
        },
        { name: 'model: columns to OTLP', value: rate(encodeMs), unit: 'spans/s', better: 'higher' },
        { name: 'model: tree of 100,000 spans', value: treeMs, unit: 'ms', better: 'lower', budget: 50 },
        { name: 'model: tree of 5,000 spans', value: frameMs, unit: 'ms', better: 'lower', budget: 4 },
        {
          name: 'analysis: critical path of one trace of 100,000 spans',
          value: pathMs,
          unit: 'ms',
          better: 'lower',
        },
        { name: 'analysis: repeated queries in it', value: repeatedMs, unit: 'ms', better: 'lower' },
      ];
    },
  },
];

function load(batches: readonly OtlpTraces[]): TraceTable {
  const table = new TraceTable();
  for (const batch of batches) table.appendTraces(batch);
  if (table.spanCount !== batches.reduce((sum, batch) => sum + countSpans(batch), 0)) {
    throw new Error(`The table holds ${table.spanCount} spans, not all that were appended.`);
  }
  return table;
}

/** Median milliseconds, after one run to warm up. */
function time(work: () => unknown): number {
  work();
  const samples = Array.from({ length: RUNS }, () => {
    const startMs = performance.now();
    work();
    return performance.now() - startMs;
  });
  return median(samples);
}

function rate(ms: number): number {
  return Math.round((SPANS / ms) * 1_000);
}

function countSpans(traces: OtlpTraces): number {
  return (traces.resourceSpans ?? [])
    .flatMap((resource) => resource.scopeSpans ?? [])
    .reduce((sum, scope) => sum + (scope.spans?.length ?? 0), 0);
}
