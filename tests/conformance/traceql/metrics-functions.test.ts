/**
 * What Tempo's documentation says of metrics functions, as a table: query, and the series it makes of a small trace.
 * Points are written bin by bin of 100 ms, `-` where there is none.
 * https://grafana.com/docs/tempo/latest/metrics-from-traces/metrics-queries/functions/
 */
import { describe, expect, it } from 'vitest';
import type { TraceReader } from '../../../src/trace/model/types.ts';
import { evaluateMetrics, type MetricsResult, parseAnyTraceQL } from '../../../src/trace/traceql/traceql.ts';
import { traceTable } from '../../support/trace-text.ts';

const shop = traceTable(`
  frontend  a  |0-300ms|      @kind=server http.status_code=500 @status=error
    frontend  b  |10-50ms|    @kind=client http.status_code=200 bytes=10
    cart      c  |110-190ms|  @kind=server http.status_code=200 bytes=30
      cart    d  |120-130ms|  @kind=client bytes=50
      cart    d  |230-240ms|  @kind=client @event=retry:235ms
  ---
  worker    e  |210-300ms|    @kind=consumer http.status_code="none"
`);

function measure(text: string, table: TraceReader = shop): MetricsResult {
  const parsed = parseAnyTraceQL(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  if (parsed.type !== 'metrics') throw new Error(`${text} is no metric`);
  return evaluateMetrics(parsed.query, table, { startNs: 0, endNs: 299e6, stepNs: 100e6 });
}

/** `name=a 1 2 -`, a line a series, sorted. */
function seriesText({ series }: MetricsResult): readonly string[] {
  const number = (point: number) => (Number.isNaN(point) ? '-' : String(Number(point.toPrecision(6))));
  return series
    .map(({ labels, points }) =>
      [...labels.map(({ name, value }) => `${name}=${value ?? 'nil'}`), ...Array.from(points, number)].join(
        ' ',
      ),
    )
    .sort();
}

type Case = readonly [query: string, ...series: readonly string[]];

const SECTIONS: { readonly [section: string]: readonly Case[] } = {
  'counting spans': [
    ['{ } | count_over_time()', '2 2 2'],
    ['{ } | rate()', '20 20 20'],
    ['{ name = "nothing" } | rate()'],
    ['{ status = error } | count_over_time()', '1 0 0'],
    ['{ kind = server } >> { kind = client } | count_over_time()', '1 1 1'],
    ['{ } | count() > 1 | count_over_time()', '2 2 1'],
    ['{ } | by(name) | count_over_time()', '2 2 2'],
  ],
  'by fields': [
    [
      '{ } | count_over_time() by (resource.service.name)',
      'resource.service.name=cart 0 2 1',
      'resource.service.name=frontend 2 0 0',
      'resource.service.name=worker 0 0 1',
    ],
    [
      '{ name != "a" } | count_over_time() by (span.http.status_code)',
      'span.http.status_code=200 1 1 0',
      'span.http.status_code=nil 0 1 1',
      'span.http.status_code=none 0 0 1',
    ],
    [
      '{ rootName = "e" || name = "a" } | count_over_time() by (kind, status)',
      'kind=consumer status=unset 0 0 1',
      'kind=server status=error 1 0 0',
    ],
  ],
  'numbers of an attribute': [
    ['{ } | sum_over_time(span.bytes)', '10 80 -'],
    ['{ } | min_over_time(span.bytes)', '10 30 -'],
    ['{ } | max_over_time(span.bytes)', '10 50 -'],
    ['{ } | avg_over_time(span.bytes)', '10 40 -'],
    ['{ } | max_over_time(span.bytes) by (name)', 'name=b 10 - -', 'name=c - 30 -', 'name=d - 50 -'],
    ['{ } | max_over_time(span.nothing)'],
    // Texts are no numbers, whatever they spell.
    ['{ } | max_over_time(span.http.status_code)', '500 200 -'],
  ],
  'durations are in seconds': [
    ['{ } | max_over_time(duration)', '0.3 0.08 0.09'],
    ['{ } | sum_over_time(span:duration)', '0.34 0.09 0.1'],
    ['{ } | max_over_time(event:timeSinceStart)', '- - 0.005'],
  ],
  quantiles: [
    ['{ } | quantile_over_time(span.bytes, 0)', 'p=0 10 30 -'],
    ['{ } | quantile_over_time(span.bytes, 0, 0.5, 1)', 'p=0 10 30 -', 'p=0.5 10 40 -', 'p=1 10 50 -'],
    ['{ name = "d" } | quantile_over_time(duration, .9) by (name)', 'name=d p=0.9 - 0.01 0.01'],
  ],
  'histograms, by powers of two': [
    ['{ } | histogram_over_time(span.bytes)', '__bucket=16 1 0 0', '__bucket=32 0 1 0', '__bucket=64 0 1 0'],
    ['{ name = "d" } | histogram_over_time(duration)', '__bucket=0.016777216 0 1 1'],
    ['{ name = "c" } | histogram_over_time(span.bytes) by (kind)', 'kind=server __bucket=32 0 1 0'],
  ],
  'second stages': [
    ['{ } | count_over_time() by (name) | topk(1)', 'name=d 0 1 1'],
    ['{ } | max_over_time(duration) by (name) | bottomk(1)', 'name=d - 0.01 0.01'],
    ['{ } | count_over_time() > 1', '2 2 2'],
    [
      '{ } | rate() by (resource.service.name) > 10',
      'resource.service.name=cart - 20 -',
      'resource.service.name=frontend 20 - -',
    ],
    ['{ } | max_over_time(duration) >= 90ms', '0.3 - 0.09'],
    ['{ } | max_over_time(duration) != 80ms', '0.3 - 0.09'],
    ['{ } | count_over_time() by (name) >= 1 | topk(2)', 'name=a 1 - -', 'name=b 1 - -'],
    ['{ } | count_over_time() > 5'],
  ],
  hints: [['{ } | count_over_time() with (sample=true, exemplars=2)', '2 2 2']],
};

for (const [section, cases] of Object.entries(SECTIONS)) {
  describe(section, () => {
    it.each(cases.map(([query, ...series]) => [query, series] as const))('%s', (query, series) => {
      expect(seriesText(measure(query))).toEqual([...series].sort());
    });
  });
}

describe('compare', () => {
  it('counts each value among the selected spans and among the rest, with totals by attribute', () => {
    const lines = seriesText(measure('{ } | compare({ resource.service.name = "cart" })'));
    expect(lines.filter((line) => line.includes('kind='))).toEqual([
      '__meta_type=baseline kind=client 1 0 0',
      '__meta_type=baseline kind=consumer 0 0 1',
      '__meta_type=baseline kind=server 1 0 0',
      '__meta_type=baseline_total kind=nil 2 0 1',
      '__meta_type=selection kind=client 0 1 1',
      '__meta_type=selection kind=server 0 1 0',
      '__meta_type=selection_total kind=nil 0 2 1',
    ]);
  });

  it('keeps the most frequent values only, and selects within a time if one is given', () => {
    const of = (text: string) => seriesText(measure(text)).filter((line) => / name=\w/.test(line));
    expect(of('{ } | compare({ resource.service.name = "cart" }, 1)')).toEqual([
      '__meta_type=baseline name=a 1 0 0',
      '__meta_type=baseline_total name=nil 2 0 1',
      '__meta_type=selection name=d 0 1 1',
      '__meta_type=selection_total name=nil 0 2 1',
    ]);
    const from = 1_750_000_000_000_000_000n;
    const until = from + 200_000_000n;
    expect(of(`{ name = "d" } | compare({ true }, 10, ${from}, ${until})`)).toEqual([
      '__meta_type=baseline name=d 0 0 1',
      '__meta_type=baseline_total name=nil 0 0 1',
      '__meta_type=selection name=d 0 1 0',
      '__meta_type=selection_total name=nil 0 1 0',
    ]);
  });
});

describe('what a result holds', () => {
  it('its unit, the bins, how many spans were measured, and a span behind each point', () => {
    const result = measure('{ } | rate() by (name)');
    expect(result).toMatchObject({ unit: '1/s', spans: 6, leftOut: 0 });
    expect(result.bins).toEqual({ startNs: 0, stepNs: 100e6, count: 3 });
    const d = result.series.find(({ labels }) => labels[0]?.value === 'd');
    expect(d?.exemplars.map(({ bin }) => bin)).toEqual([1, 2]);
    expect(measure('{ } | max_over_time(duration)').unit).toBe('s');
    expect(measure('{ } | rate() with (exemplars=false)').series[0]?.exemplars).toEqual([]);
  });

  it('without options: round bins from the first matching span to the last', () => {
    const parsed = parseAnyTraceQL('{ } | count_over_time()');
    if (!parsed.ok || parsed.type !== 'metrics') throw new Error('no metric');
    const { bins, series } = evaluateMetrics(parsed.query, shop);
    expect(bins).toMatchObject({ startNs: 0, stepNs: 5e6 });
    expect(series[0]?.points.reduce((sum, count) => sum + count, 0)).toBe(6);
  });
});
