/** What stands beside the spans of a trace: the log records that name it, and the measurements that were made in it. */
import type { OtlpLogs, OtlpMetric, OtlpMetrics } from '../model/otlp-json.ts';

type Points = { readonly dataPoints?: readonly { readonly exemplars?: readonly { traceId?: string }[] }[] };
const KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;

/** Each with its resource and scope; `wanted` may leave some out. */
export function logsOfTrace(
  { resourceLogs = [] }: OtlpLogs,
  traceId: string,
  wanted: (record: object) => boolean = () => true,
): OtlpLogs {
  return {
    resourceLogs: resourceLogs.flatMap(({ scopeLogs = [], ...resource }) => {
      const scopes = scopeLogs.flatMap(({ logRecords = [], ...scope }) => {
        const records = logRecords.filter((one) => isOf(traceId, one) && wanted(one));
        return records.length === 0 ? [] : [{ ...scope, logRecords: records }];
      });
      return scopes.length === 0 ? [] : [{ ...resource, scopeLogs: scopes }];
    }),
  };
}

/** The points with exemplars of the trace, and of their exemplars only those. */
export function exemplarsOfTrace({ resourceMetrics = [] }: OtlpMetrics, traceId: string): OtlpMetrics {
  return {
    resourceMetrics: resourceMetrics.flatMap(({ scopeMetrics = [], ...resource }) => {
      const scopes = scopeMetrics.flatMap(({ metrics = [], ...scope }) => {
        const measured = metrics.flatMap((metric) => withExemplarsOf(traceId, metric) ?? []);
        return measured.length === 0 ? [] : [{ ...scope, metrics: measured }];
      });
      return scopes.length === 0 ? [] : [{ ...resource, scopeMetrics: scopes }];
    }),
  };
}

function withExemplarsOf(traceId: string, metric: OtlpMetric): OtlpMetric | undefined {
  for (const kind of KINDS) {
    const stream: Points | undefined = metric[kind];
    const dataPoints = (stream?.dataPoints ?? []).flatMap(({ exemplars = [], ...point }) => {
      const own = exemplars.filter((one) => isOf(traceId, one));
      return own.length === 0 ? [] : [{ ...point, exemplars: own }];
    });
    if (dataPoints.length > 0) return { ...metric, [kind]: { ...stream, dataPoints } };
  }
  return undefined;
}

function isOf(traceId: string, record: { readonly traceId?: string }): boolean {
  return record.traceId?.toLowerCase() === traceId;
}
