import type { OtlpLogs } from '../../trace/model/otlp-json.ts';

/** The records that name the trace, each with its resource and scope. */
export function logsOfTrace({ resourceLogs = [] }: OtlpLogs, traceId: string): OtlpLogs {
  return {
    resourceLogs: resourceLogs.flatMap(({ scopeLogs = [], ...resource }) => {
      const scopes = scopeLogs.flatMap(({ logRecords = [], ...scope }) => {
        const records = logRecords.filter((record) => record.traceId?.toLowerCase() === traceId);
        return records.length === 0 ? [] : [{ ...scope, logRecords: records }];
      });
      return scopes.length === 0 ? [] : [{ ...resource, scopeLogs: scopes }];
    }),
  };
}
