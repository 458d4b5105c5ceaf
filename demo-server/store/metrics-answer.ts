/**
 * What a metrics query measured, in the shape of Tempo's query range API.
 *
 * https://grafana.com/docs/tempo/latest/api_docs/#traceql-metrics
 */
import { toAnyValue } from '../../src/trace/model/any-value.ts';
import type { OtlpAnyValue } from '../../src/trace/model/otlp-json.ts';
import type { MetricsResult, MetricsSeries, SeriesLabel } from '../../src/trace/traceql/traceql.ts';

export interface MetricsAnswer {
  readonly series: readonly AnsweredSeries[];
  readonly stepMs: number;
  /** `s`, `1/s`, or empty. */
  readonly unit: string;
  /**
   * There are older spans that were not looked at: asking again with this as `older` goes on with them. `never`: no more
   * can be kept in mind for one query.
   */
  readonly older?: string;
  readonly metrics: { readonly inspectedSpans: number; readonly leftOutSeries: number };
}
interface AnsweredSeries {
  readonly labels: readonly { readonly key: string; readonly value: OtlpAnyValue }[];
  readonly promLabels: string;
  /** Only where there is a value. */
  readonly samples: readonly { readonly timestampMs: string; readonly value: number }[];
  readonly exemplars: readonly {
    readonly timestampMs: string;
    readonly value: number;
    readonly labels: readonly { readonly key: string; readonly value: OtlpAnyValue }[];
  }[];
}

export function metricsAnswer(result: MetricsResult, originUnixNano: bigint): MetricsAnswer {
  const originMs = Number(originUnixNano / 1_000n) / 1e3;
  const { bins } = result;
  const timestampMs = (bin: number) =>
    (originMs + (bins.startNs + bin * bins.stepNs) / 1e6).toFixed(3).replace(/\.?0+$/, '');
  const answered = ({ labels, points, exemplars }: MetricsSeries): AnsweredSeries => ({
    labels: labels.map(keyValue),
    promLabels: promLabels(labels),
    samples: Array.from(points, (value, bin) => ({ timestampMs: timestampMs(bin), value })).filter(
      ({ value }) => !Number.isNaN(value),
    ),
    exemplars: exemplars.map(({ traceId, spanId, bin }) => ({
      timestampMs: timestampMs(bin),
      value: points[bin] ?? 0,
      labels: [
        { key: 'trace:id', value: { stringValue: traceId } },
        { key: 'span:id', value: { stringValue: spanId } },
      ],
    })),
  });
  return {
    series: result.series.map(answered),
    stepMs: bins.stepNs / 1e6,
    unit: result.unit,
    metrics: { inspectedSpans: result.spans, leftOutSeries: result.leftOut },
  };
}

const keyValue = ({ name, value }: SeriesLabel) => ({
  key: name,
  value: value === undefined ? { stringValue: 'nil' } : toAnyValue(value),
});

const promLabels = (labels: readonly SeriesLabel[]): string =>
  `{${labels.map(({ name, value }) => `${JSON.stringify(name)}=${JSON.stringify(String(value ?? 'nil'))}`).join(', ')}}`;
