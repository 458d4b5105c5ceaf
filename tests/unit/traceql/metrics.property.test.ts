import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { evaluateMetrics, type MetricsResult, parseAnyTraceQL } from '../../../src/trace/traceql/traceql.ts';
import { isQuantile, NAIVE_FUNCTIONS, naiveSeries } from '../../support/naive-traceql-metrics.ts';

const ORIGIN_NS = 1_750_000_000_000_000_000n;
const STEP_NS = 10;

const spansArbitrary = fc.array(
  fc.record({
    startNs: fc.integer({ min: 0, max: 100 }),
    name: fc.constantFrom('a', 'b', 'c'),
    value: fc.option(fc.integer({ min: -5, max: 50 }), { nil: undefined }),
  }),
  { maxLength: 30 },
);
type TestSpan = typeof spansArbitrary extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

function tableOf(spans: readonly TestSpan[]): TraceTable {
  const table = new TraceTable();
  const otlp = spans.map(({ name, value, startNs }, index) => ({
    traceId: (1 + (index % 4)).toString(16).padStart(32, '0'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    name,
    startTimeUnixNano: String(ORIGIN_NS + BigInt(startNs)),
    endTimeUnixNano: String(ORIGIN_NS + BigInt(startNs + 1)),
    attributes: value === undefined ? [] : [{ key: 'x', value: { intValue: String(value) } }],
  }));
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: otlp }] }] });
  return table;
}

function measure(text: string, spans: readonly TestSpan[]): MetricsResult {
  const parsed = parseAnyTraceQL(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  if (parsed.type !== 'metrics') throw new Error(`${text} is no metric`);
  const table = tableOf(spans);
  const offset = spans.length === 0 ? 0 : Number(ORIGIN_NS - table.originUnixNano);
  return evaluateMetrics(parsed.query, table, { startNs: offset, endNs: offset + 100, stepNs: STEP_NS });
}

const BINS = { startNs: 0, stepNs: STEP_NS, count: 11 };
const plain = ({ series }: MetricsResult) =>
  series.map(({ labels, points }) => ({
    group: String(labels[0]?.value ?? ''),
    points: Array.from(points, (point) => (Number.isNaN(point) ? undefined : point)),
  }));
const byGroup = (a: { readonly group: string }, b: { readonly group: string }) =>
  a.group < b.group ? -1 : 1;

describe('metrics agree with asking every span about every point', () => {
  it.each(Object.keys(NAIVE_FUNCTIONS))('%s, whole and by name', (name) => {
    const argument = name.startsWith('rate') || name.startsWith('count') ? '' : 'span.x';
    fc.assert(
      fc.property(spansArbitrary, fc.boolean(), fc.boolean(), (spans, isGrouped, isFiltered) => {
        const filter = isFiltered ? '{ name != "b" }' : '{ }';
        const found = measure(`${filter} | ${name}(${argument})${isGrouped ? ' by (name)' : ''}`, spans);
        const naive = naiveSeries(
          name,
          spans
            .filter((span) => !isFiltered || span.name !== 'b')
            .map((span) => ({ ...span, group: isGrouped ? span.name : '' })),
          BINS,
        ).filter(({ points }) => points.some((point) => point !== undefined));
        expect(plain(found).sort(byGroup)).toEqual([...naive].sort(byGroup));
      }),
      { numRuns: 300 },
    );
  });

  it('quantile_over_time lies between the two values around its rank', () => {
    fc.assert(
      fc.property(spansArbitrary, fc.constantFrom(0, 0.25, 0.5, 0.9, 1), (spans, q) => {
        const [series] = measure(`{ } | quantile_over_time(span.x, ${q})`, spans).series;
        for (const [bin, point] of (series?.points ?? new Float64Array()).entries()) {
          const values = spans.flatMap(({ startNs, value }) =>
            Math.floor(startNs / STEP_NS) === bin && value !== undefined ? [value] : [],
          );
          if (values.length === 0) expect(point).toBeNaN();
          else expect(isQuantile(point, values, q)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('histogram_over_time puts each value into one bucket that is not below it', () => {
    fc.assert(
      fc.property(spansArbitrary, (spans) => {
        const { series } = measure('{ } | histogram_over_time(span.x)', spans);
        const buckets = series.flatMap(({ labels, points }) =>
          Array.from(points).flatMap((count, bin) =>
            Array.from({ length: count }, () => ({ bin, bound: Number(labels[0]?.value) })),
          ),
        );
        const naive = spans.flatMap(({ startNs, value }) => {
          if (value === undefined) return [];
          let bound = value <= 0 ? 0 : 1;
          while (bound < value) bound *= 2;
          return [{ bin: Math.floor(startNs / STEP_NS), bound }];
        });
        const order = (list: readonly { readonly bin: number; readonly bound: number }[]) =>
          list.map(({ bin, bound }) => `${bin} ${bound}`).sort();
        expect(order(buckets)).toEqual(order(naive));
      }),
    );
  });

  it('topk and bottomk keep the outermost averages; a comparison keeps the points that pass', () => {
    fc.assert(
      fc.property(
        spansArbitrary,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        (spans, k, least) => {
          const all = plain(measure('{ } | count_over_time() by (name)', spans));
          const total = (points: readonly (number | undefined)[]) =>
            points.reduce<number>((sum, point) => sum + (point ?? 0), 0);
          const totals = all.map(({ points }) => total(points)).sort((a, b) => b - a);
          const top = plain(measure(`{ } | count_over_time() by (name) | topk(${k})`, spans));
          expect(top.map(({ points }) => total(points))).toEqual(totals.slice(0, k));
          const bottom = plain(measure(`{ } | count_over_time() by (name) | bottomk(${k})`, spans));
          expect(bottom.map(({ points }) => total(points))).toEqual(totals.toReversed().slice(0, k));
          const passed = plain(measure(`{ } | count_over_time() by (name) > ${least}`, spans));
          const naive = all
            .map((one) => ({
              ...one,
              points: one.points.map((point) => (point !== undefined && point > least ? point : undefined)),
            }))
            .filter(({ points }) => points.some((point) => point !== undefined));
          expect(passed.sort(byGroup)).toEqual(naive.sort(byGroup));
        },
      ),
      { numRuns: 200 },
    );
  });
});
