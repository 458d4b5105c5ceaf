/**
 * Metrics over time: every report of every instrument, in the order in which they came, so that a chart can show the
 * past. The columns of the trace engine keep the newest state only; this reads it after each report and keeps what
 * changed. Delta streams are added up on the way, so all points are cumulative here.
 */
import type { OtlpMetrics } from '../../trace/model/otlp-json.ts';
import { TraceTable } from '../../trace/model/trace-table.ts';
import type { Metric, MetricPoint } from '../../trace/model/types.ts';

export interface InstrumentHistory {
  readonly key: string;
  /** As it was last reported. */
  readonly metric: Metric;
  readonly streams: readonly MetricStream[];
  readonly exemplars: readonly InstrumentExemplar[];
}
export interface MetricStream {
  readonly label: string;
  /** Oldest first. */
  readonly points: readonly HistoryPoint[];
}
export interface HistoryPoint {
  readonly unixMs: number;
  readonly point: MetricPoint;
}
/** A measurement with the span in which it was made. */
export interface InstrumentExemplar {
  readonly unixMs: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

const MAX_POINTS = 1_000;
const MAX_EXEMPLARS = 50;

interface Growing {
  readonly key: string;
  metric: Metric;
  readonly streams: { label: string; points: HistoryPoint[] }[];
}

export class MetricHistory {
  readonly #instruments = new Map<string, Growing>();
  readonly #table = new TraceTable();

  constructor(metrics: OtlpMetrics = {}) {
    for (const report of metrics.resourceMetrics ?? []) this.append({ resourceMetrics: [report] });
  }

  /** By service, then by name. */
  get instruments(): readonly InstrumentHistory[] {
    return [...this.#instruments.values()]
      .map((known) => ({ ...known, exemplars: this.#exemplarsOf(known.metric) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  append(metrics: OtlpMetrics): void {
    this.#table.appendMetrics(metrics);
    const named = new Set(namesIn(metrics));
    for (const metric of this.#table.metrics) {
      if (!named.has(metric.name)) continue;
      const key = JSON.stringify([metric.service, metric.name, metric.unit, metric.type]);
      let known = this.#instruments.get(key);
      if (known === undefined) {
        known = { key, metric, streams: [] };
        this.#instruments.set(key, known);
      }
      known.metric = metric;
      // A stream keeps its place among the points of its instrument.
      for (const [place, point] of metric.points.entries()) {
        let stream = known.streams[place];
        if (stream === undefined) {
          stream = { label: labelOf(point), points: [] };
          known.streams[place] = stream;
        }
        const unixMs = this.#unixMs(point.timeNs);
        if (stream.points.at(-1)?.unixMs === unixMs) continue;
        stream.points.push({ unixMs, point });
        if (stream.points.length > MAX_POINTS) stream.points.shift();
      }
    }
  }

  /** Those that lead to a trace, newest last. */
  #exemplarsOf({ points }: Metric): readonly InstrumentExemplar[] {
    return points
      .flatMap(({ exemplars = [] }) => exemplars)
      .filter(({ traceId }) => traceId !== '')
      .sort((a, b) => a.timeNs - b.timeNs)
      .slice(-MAX_EXEMPLARS)
      .map(({ timeNs, value, traceId, spanId }) => ({
        unixMs: this.#unixMs(timeNs),
        value,
        traceId,
        spanId,
      }));
  }

  #unixMs(timeNs: number): number {
    return Number(this.#table.originUnixNano / 1_000n) / 1e3 + (timeNs || 0) / 1e6;
  }
}

function namesIn({ resourceMetrics = [] }: OtlpMetrics): readonly string[] {
  return resourceMetrics.flatMap(({ scopeMetrics = [] }) =>
    scopeMetrics.flatMap(({ metrics = [] }) => metrics.map(({ name }) => name ?? '')),
  );
}

function labelOf({ attributes }: MetricPoint): string {
  return [...attributes].map(([key, value]) => `${key}=${String(value)}`).join(', ');
}
