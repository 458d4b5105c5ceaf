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
  metric: Metric;
  readonly streams: readonly MetricStream[];
  readonly exemplars: readonly MetricExemplar[];
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
export interface MetricExemplar {
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
  readonly exemplars: MetricExemplar[];
}

export class MetricHistory {
  readonly #instruments = new Map<string, Growing>();
  readonly #table = new TraceTable();

  constructor(metrics: OtlpMetrics = {}) {
    for (const report of metrics.resourceMetrics ?? []) this.append({ resourceMetrics: [report] });
  }

  /** By service, then by name. */
  get instruments(): readonly InstrumentHistory[] {
    return [...this.#instruments.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  append(metrics: OtlpMetrics): void {
    this.#table.appendMetrics(metrics);
    const named = new Set(namesIn(metrics));
    const originMs = Number(this.#table.originUnixNano / 1_000n) / 1e3;
    for (const metric of this.#table.metrics) {
      if (!named.has(metric.name)) continue;
      const key = JSON.stringify([metric.service, metric.name, metric.unit, metric.type]);
      let known = this.#instruments.get(key);
      if (known === undefined) {
        known = { key, metric, streams: [], exemplars: [] };
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
        const unixMs = originMs + point.timeNs / 1e6;
        if (stream.points.at(-1)?.unixMs === unixMs) continue;
        stream.points.push({ unixMs, point });
        if (stream.points.length > MAX_POINTS) stream.points.shift();
      }
    }
    this.#readExemplars(metrics);
  }

  #readExemplars({ resourceMetrics = [] }: OtlpMetrics): void {
    for (const { scopeMetrics = [] } of resourceMetrics) {
      for (const { metrics = [] } of scopeMetrics) {
        for (const { name, sum, gauge, histogram, exponentialHistogram } of metrics) {
          const points = (sum ?? gauge ?? histogram ?? exponentialHistogram)?.dataPoints ?? [];
          const found = points.flatMap(exemplarsOf);
          const owner = [...this.#instruments.values()].find(({ metric }) => metric.name === name);
          if (owner === undefined || found.length === 0) continue;
          owner.exemplars.push(...found);
          owner.exemplars.splice(0, Math.max(0, owner.exemplars.length - MAX_EXEMPLARS));
        }
      }
    }
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

interface SentExemplar {
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly timeUnixNano?: unknown;
  readonly asDouble?: unknown;
  readonly asInt?: unknown;
}

/** Of unchecked telemetry: what is not as it should be is no exemplar. */
function exemplarsOf(point: object): readonly MetricExemplar[] {
  const { exemplars } = point as { readonly exemplars?: unknown };
  if (!Array.isArray(exemplars)) return [];
  return (exemplars as readonly SentExemplar[]).flatMap((sent) => {
    if (typeof sent !== 'object' || sent === null) return [];
    const { traceId, spanId, timeUnixNano } = sent;
    const value = Number(sent.asDouble ?? sent.asInt);
    if (typeof traceId !== 'string' || !/^[0-9a-f]{32}$/i.test(traceId) || Number.isNaN(value)) return [];
    return [
      {
        unixMs: Number(timeUnixNano) / 1e6 || 0,
        value,
        traceId: traceId.toLowerCase(),
        spanId: typeof spanId === 'string' ? spanId.toLowerCase() : '',
      },
    ];
  });
}
