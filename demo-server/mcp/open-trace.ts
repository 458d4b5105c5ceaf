/** One trace of the store, opened for reading: its columns, its tree, and how a span of it is named in answers. */
import { summariseTraces } from '../../src/trace/analysis/trace-summaries.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { buildTraceTree, type TraceTree } from '../../src/trace/model/trace-tree.ts';
import { SPAN_KINDS, type SpanIndex, STATUS_CODES, type TraceReader } from '../../src/trace/model/types.ts';
import { shownText } from './answer.ts';

export interface OpenTrace {
  readonly traceId: string;
  readonly table: TraceReader;
  readonly tree: TraceTree;
  /** The span that starts first among those without a parent. */
  readonly root: SpanIndex;
}

/** Undefined when nothing in it could be read. */
export function openTrace(traceId: string, traces: OtlpTraces): OpenTrace | undefined {
  const table = new TraceTable();
  table.appendTraces(traces);
  const tree = buildTraceTree(table);
  const root = summariseTraces(table, tree)[0]?.root;
  return root === undefined ? undefined : { traceId, table, tree, root };
}

const ERROR = STATUS_CODES.indexOf('error');
export const isError = ({ table }: OpenTrace, span: number): boolean => table.columns.status[span] === ERROR;

/** How spans are called in every answer, so that one tool's answer is the next one's question. */
export function spanName({ table: { columns, strings } }: OpenTrace, span: number) {
  return {
    spanId: strings.get(columns.spanId[span] ?? 0),
    name: shownText(strings.get(columns.name[span] ?? 0)),
    service: shownText(strings.get(columns.service[span] ?? 0)),
  };
}

export const kindOf = ({ table }: OpenTrace, span: number) => SPAN_KINDS[table.columns.kind[span] ?? 0];
