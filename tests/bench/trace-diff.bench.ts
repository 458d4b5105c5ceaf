/**
 * Two traces of 100,000 spans against each other, in the three shapes that cost most: many requests of which every tenth lost
 * a query, one parent of 100,000 like children, and requests that all differ a little (so that no two subtrees are of one
 * shape).
 */
import { diffTraces } from '../../src/trace/analysis/diff/trace-diff.ts';
import type { OtlpSpan } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { type Bench, median } from './bench.ts';

const SPANS = 100_000;
const RUNS = 3;

export const benches: readonly Bench[] = [
  {
    name: 'trace diff',
    async run() {
      const shapes = [
        ['requests, every tenth without one query', requests(0), requests(10)],
        ['like siblings', siblings(SPANS), siblings(SPANS - 100)],
        ['requests of which no two are alike', requests(3), requests(7)],
      ] as const;
      return shapes.map(([name, before, after]) => ({
        name: `trace diff: 100,000 spans against 100,000, ${name}`,
        value: time(() => diffTraces(before, after)),
        unit: 'ms',
        better: 'lower' as const,
        budget: 2_500,
      }));
    },
  },
];

function time(work: () => unknown): number {
  return median(
    Array.from({ length: RUNS }, () => {
      const fromMs = performance.now();
      work();
      return performance.now() - fromMs;
    }),
  );
}

/** A hundred spans each below one root; each `every`-th lacks some of its queries. */
function requests(every: number): TraceTable {
  const parents: number[] = [-1];
  const names: string[] = ['load test'];
  const add = (parent: number, name: string) => {
    parents.push(parent);
    return names.push(name) - 1;
  };
  for (let request = 0; names.length < SPANS; request++) {
    const root = add(0, 'GET /units');
    for (let unit = 0; unit < 33; unit++) {
      if (every > 0 && (request * 33 + unit) % every === 0) continue;
      const load = add(root, `load ${unit % 5}`);
      add(load, 'SELECT devices');
      if (every !== 3 || (request + unit) % 4 !== 0) add(load, 'SELECT readings');
    }
  }
  return table(parents, names);
}

function siblings(count: number): TraceTable {
  return table(
    Array.from({ length: count }, (_, at) => (at === 0 ? -1 : 0)),
    Array.from({ length: count }, (_, at) => (at === 0 ? 'root' : `item ${at % 3}`)),
  );
}

function table(parents: readonly number[], names: readonly string[]): TraceTable {
  const id = (at: number) => (at + 1).toString(16).padStart(16, '0');
  const time = (at: number) => String(1_750_000_000_000_000_000n + BigInt(at) * 1_000n);
  const spans = names.map(
    (name, at): OtlpSpan => ({
      traceId: '1'.padStart(32, '0'),
      spanId: id(at),
      ...(at === 0 ? {} : { parentSpanId: id(parents[at] ?? 0) }),
      name,
      kind: 2,
      startTimeUnixNano: time(at),
      endTimeUnixNano: time(at + 1),
      attributes: [{ key: 'http.request.method', value: { stringValue: 'GET' } }],
    }),
  );
  const made = new TraceTable();
  made.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  return made;
}
