/**
 * TraceQL metrics by the letter, for comparison: each point is worked out alone, by asking every span whether it belongs
 * to it. Slow and plain, so that it is easy to believe.
 */
export interface NaiveSpan {
  readonly startNs: number;
  readonly group: string;
  /** What is measured; undefined where the span does not have it. */
  readonly value: number | undefined;
}

export interface NaiveSeries {
  readonly group: string;
  /** Undefined where there is no value. */
  readonly points: readonly (number | undefined)[];
}

export interface NaiveBins {
  readonly startNs: number;
  readonly stepNs: number;
  readonly count: number;
}

type OnePoint = (
  values: readonly number[],
  spans: readonly NaiveSpan[],
  bins: NaiveBins,
) => number | undefined;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const some = (of: (values: readonly number[]) => number): OnePoint => {
  return (values) => (values.length === 0 ? undefined : of(values));
};

export const NAIVE_FUNCTIONS: { readonly [name: string]: OnePoint } = {
  rate: (_, spans, { stepNs }) => spans.length / (stepNs / 1e9),
  count_over_time: (_, spans) => spans.length,
  min_over_time: some((values) => Math.min(...values)),
  max_over_time: some((values) => Math.max(...values)),
  sum_over_time: some(sum),
  avg_over_time: some((values) => sum(values) / values.length),
};

export function naiveSeries(
  name: string,
  spans: readonly NaiveSpan[],
  bins: NaiveBins,
): readonly NaiveSeries[] {
  const point = NAIVE_FUNCTIONS[name] as OnePoint;
  return [...new Set(spans.map(({ group }) => group))].map((group) => ({
    group,
    points: Array.from({ length: bins.count }, (_, bin) => {
      const from = bins.startNs + bin * bins.stepNs;
      const here = spans.filter(
        (span) => span.group === group && span.startNs >= from && span.startNs < from + bins.stepNs,
      );
      const values = here.flatMap(({ value }) => (value === undefined ? [] : [value]));
      return point(values, here, bins);
    }),
  }));
}

/** The share of values that are not above the answer is at least `q`, and of those not below it at least `1 - q`. */
export function isQuantile(answer: number, values: readonly number[], q: number): boolean {
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  const low = sorted[Math.floor(q * last)] ?? Number.NaN;
  const high = sorted[Math.ceil(q * last)] ?? Number.NaN;
  const slack = 1e-9 * Math.max(1, Math.abs(high));
  return answer >= low - slack && answer <= high + slack;
}
