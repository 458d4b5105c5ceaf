/**
 * TraceQL metrics over the store, answered in the shape of Tempo's query range API.
 *
 * https://grafana.com/docs/tempo/latest/api_docs/#traceql-metrics
 */
import { toAnyValue } from '../../src/trace/model/any-value.ts';
import type { OtlpAnyValue } from '../../src/trace/model/otlp-json.ts';
import {
  evaluateMetrics,
  type MetricsQuery,
  type MetricsSeries,
  type SeriesLabel,
} from '../../src/trace/traceql/traceql.ts';
import { seenSpans } from './seen-spans.ts';
import type { TraceStore } from './trace-store.ts';
import type { Viewer } from './viewer.ts';

export interface MetricsAnswer {
  readonly series: readonly AnsweredSeries[];
  readonly stepMs: number;
  /** `s`, `1/s`, or empty. */
  readonly unit: string;
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

export interface Range {
  /** Unix seconds. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly stepMs?: number | undefined;
}

export function measureTraces(
  store: TraceStore,
  query: MetricsQuery,
  range: Range,
  viewer: Viewer,
): MetricsAnswer {
  const table = store.table();
  const { originUnixNano } = table;
  const originMs = Number(originUnixNano / 1_000n) / 1e3;
  const sinceOrigin = (seconds: number) => (seconds * 1e3 - originMs) * 1e6;
  const result = evaluateMetrics(query, table, {
    ...(range.start === undefined ? {} : { startNs: sinceOrigin(range.start) }),
    ...(range.end === undefined ? {} : { endNs: sinceOrigin(range.end) }),
    ...(range.stepMs === undefined ? {} : { stepNs: range.stepMs * 1e6 }),
    includes: seenSpans(store, viewer),
  });
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
