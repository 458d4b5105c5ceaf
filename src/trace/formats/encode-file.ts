/**
 * A table, or some of its spans, as the text of a file. Given in pieces, because the text of a large trace is longer than
 * one string may be: a Blob takes the pieces as they are.
 *
 *   otlp-json    { "resourceSpans": [...] }: spans alone; one TracesData, as every OTLP tool reads it
 *   otlp-jsonl   one request a line, as the Collector's file exporter writes them; the last line holds the log records
 *   jaeger-json  { "data": [...] }: for Jaeger's UI; see `jaeger-encode.ts` for what it cannot hold
 */
import { toOtlpLogs, toOtlpTraces } from '../model/otlp-encode.ts';
import type { OtlpLogs } from '../model/otlp-json.ts';
import type { SpanTable } from '../model/span-table.ts';
import type { SpanIndex } from '../model/types.ts';
import { toJaeger } from './jaeger-encode.ts';

export type FileFormat = 'otlp-json' | 'otlp-jsonl' | 'jaeger-json';

/** Resources are written again in each piece; that costs a few per cent and is as valid. */
const SPANS_A_PIECE = 2_000;

export function* encodeFile(
  table: SpanTable,
  format: FileFormat,
  spans?: readonly SpanIndex[],
): Generator<string> {
  const chosen = spans ?? Array.from({ length: table.spanCount }, (_, span) => span as SpanIndex);
  switch (format) {
    case 'otlp-json':
      yield* joined('{"resourceSpans":[', ']}', resourcePieces(table, chosen));
      return;
    case 'otlp-jsonl':
      for (const piece of chunks(chosen)) yield `${JSON.stringify(toOtlpTraces(table, piece))}\n`;
      yield* logLine(table, spans);
      return;
    case 'jaeger-json':
      // One piece a trace would tear large traces apart: Jaeger wants each whole.
      yield* joined(
        '{"data":[',
        ']}',
        toJaeger(toOtlpTraces(table, chosen)).map((trace) => JSON.stringify(trace)),
      );
      return;
  }
}

function* resourcePieces(table: SpanTable, spans: readonly SpanIndex[]): Generator<string> {
  for (const piece of chunks(spans)) {
    const { resourceSpans = [] } = toOtlpTraces(table, piece);
    yield resourceSpans.map((item) => JSON.stringify(item)).join(',');
  }
}

function* chunks(spans: readonly SpanIndex[]): Generator<readonly SpanIndex[]> {
  for (let at = 0; at < spans.length; at += SPANS_A_PIECE) yield spans.slice(at, at + SPANS_A_PIECE);
}

function* joined(before: string, after: string, items: Iterable<string>): Generator<string> {
  let lead = before;
  for (const item of items) {
    yield lead;
    yield item;
    lead = ',\n';
  }
  yield lead === before ? before + after : after;
}

/** All log records, or those of the spans given. */
function* logLine(table: SpanTable, spans: readonly SpanIndex[] | undefined): Generator<string> {
  if (table.logs.length === 0) return;
  const logs = toOtlpLogs(table);
  const wanted = spans === undefined ? logs : logsOf(table, logs, spans);
  if ((wanted.resourceLogs ?? []).length > 0) yield `${JSON.stringify(wanted)}\n`;
}

function logsOf(table: SpanTable, logs: OtlpLogs, spans: readonly SpanIndex[]): OtlpLogs {
  const { columns, strings } = table;
  const idOf = (traceId: string, spanId: string) => `${traceId} ${spanId}`;
  const ids = new Set(
    spans.map((span) =>
      idOf(strings.get(columns.traceId[span] ?? 0), strings.get(columns.spanId[span] ?? 0)),
    ),
  );
  return {
    resourceLogs: (logs.resourceLogs ?? [])
      .map((resource) => ({
        ...resource,
        scopeLogs: (resource.scopeLogs ?? [])
          .map((scope) => ({
            ...scope,
            logRecords: (scope.logRecords ?? []).filter(({ traceId = '', spanId = '' }) =>
              ids.has(idOf(traceId, spanId)),
            ),
          }))
          .filter(({ logRecords }) => logRecords.length > 0),
      }))
      .filter(({ scopeLogs }) => scopeLogs.length > 0),
  };
}
