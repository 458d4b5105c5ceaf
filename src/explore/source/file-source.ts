/** Telemetry from a file. Nothing of it leaves the browser. */
import { oneTrace } from '../../trace/analysis/one-trace.ts';
import type { FileTable } from '../../trace/formats/file-table.ts';
import { knownFields } from '../../trace/traceql/writing.ts';
import { MetricHistory } from '../metrics/metric-history.ts';
import { type AskFile, askHere } from './ask-file.ts';
import type { FileAnswer } from './file-questions.ts';
import { SourceError, type TelemetrySource } from './telemetry-source.ts';

export function fileSource(table: FileTable, { ask }: AskFile = askHere(table)): TelemetrySource {
  return {
    type: 'file',
    async search(query, signal) {
      return expected('list', await ask({ type: 'search', query }, signal)).list;
    },
    async measure(query, signal) {
      return expected('series', await ask({ type: 'measure', query }, signal)).measured;
    },
    trace: async (traceId) => oneTrace(table, traceId),
    everything: async () => ({ table, isPart: false }),
    logs: async () => table,
    metrics: async () => new MetricHistory({ resourceMetrics: table.reports }),
    fields: async () => knownFields(table),
    subscribe: () => () => undefined,
  };
}

function expected<Type extends FileAnswer['type']>(
  type: Type,
  answer: FileAnswer,
): Extract<FileAnswer, { readonly type: Type }> {
  if (answer.type === type) return answer as Extract<FileAnswer, { readonly type: Type }>;
  throw new SourceError(answer.type === 'wrong' ? answer.message : 'Something else was answered.');
}
