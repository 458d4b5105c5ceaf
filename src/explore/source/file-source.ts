/** Telemetry from a file, searched and measured in the page itself. Nothing of it leaves the browser. */

import { oneTrace } from '../../trace/analysis/one-trace.ts';
import { traceExtents } from '../../trace/analysis/trace-extents.ts';
import type { FileTable } from '../../trace/formats/file-table.ts';
import { evaluateMetrics, evaluateTraceQL, parseAnyTraceQL } from '../../trace/traceql/traceql.ts';
import { knownFields } from '../../trace/traceql/writing.ts';
import { MetricHistory } from '../metrics/metric-history.ts';
import { type ListedTrace, SourceError, type TelemetrySource } from './telemetry-source.ts';

export function fileSource(table: FileTable): TelemetrySource {
  const { columns, strings, originUnixNano } = table;
  const originMs = Number(originUnixNano / 1_000n) / 1e3;
  const text = (id: number | undefined) => strings.get(id ?? 0);
  return {
    type: 'file',
    async search(query) {
      const parsed = parseAnyTraceQL(query.trim() === '' ? '{ }' : query);
      if (!parsed.ok) throw new SourceError(parsed.error.message);
      if (parsed.type === 'metrics') throw new SourceError('This query makes a metric.');
      const matched = new Map<string, number>();
      for (const { traceId, spans } of evaluateTraceQL(parsed.query, table).spansets) {
        matched.set(traceId, (matched.get(traceId) ?? 0) + spans.length);
      }
      const traces = [...traceExtents(table, matched)].map(([traceId, extent]): ListedTrace => {
        const services = [...extent.services];
        return {
          traceId,
          service: text(columns.service[extent.top]),
          name: text(columns.name[extent.top]),
          isRooted: extent.root !== undefined,
          startUnixMs: originMs + extent.startNs / 1e6,
          durationNs: extent.endNs - extent.startNs,
          spans: services.reduce((sum, [, { spanCount }]) => sum + spanCount, 0),
          errors: services.reduce((sum, [, { errorCount }]) => sum + errorCount, 0),
          matched: matched.get(traceId) ?? 0,
          services: services.map(([service]) => service),
        };
      });
      traces.sort((a, b) => b.startUnixMs - a.startUnixMs);
      return { traces, matched: traces.length, kept: traces.length, scope: 'everything' };
    },
    async measure(query) {
      const parsed = parseAnyTraceQL(query);
      if (!parsed.ok) throw new SourceError(parsed.error.message);
      if (parsed.type === 'search') throw new SourceError('This query makes no metric.');
      const { bins, unit, series, leftOut } = evaluateMetrics(parsed.query, table);
      return {
        times: Array.from(
          { length: bins.count },
          (_, bin) => (originMs + (bins.startNs + bin * bins.stepNs) / 1e6) / 1e3,
        ),
        stepMs: bins.stepNs / 1e6,
        unit,
        leftOut,
        series: series.map(({ labels, points, exemplars }) => ({
          label: labels.map(({ name, value }) => `${name}=${String(value ?? 'nil')}`).join(', '),
          points: Array.from(points, (point) => (Number.isNaN(point) ? null : point)),
          exemplars: exemplars.map(({ span, bin }) => ({
            bin,
            traceId: text(columns.traceId[span]),
            spanId: text(columns.spanId[span]),
          })),
        })),
      };
    },
    trace: async (traceId) => oneTrace(table, traceId),
    everything: async () => ({ table, isPart: false }),
    logs: async () => table,
    metrics: async () => new MetricHistory({ resourceMetrics: table.reports }),
    fields: async () => knownFields(table),
    subscribe: () => () => undefined,
  };
}
