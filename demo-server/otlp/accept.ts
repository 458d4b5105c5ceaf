/**
 * Which records of a decoded request are taken, whatever encoding they came in. A record is refused alone, never with
 * its batch: a span without usable ids could not be found again; everything else that is odd about it stays visible.
 * Ids leave here in lower case.
 */
import { isNoId, parseHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../../src/trace/model/hex-id.ts';
import type {
  OtlpLogRecord,
  OtlpLogs,
  OtlpMetric,
  OtlpMetrics,
  OtlpSpan,
  OtlpSpanLink,
  OtlpTraces,
} from '../../src/trace/model/otlp-json.ts';
import { shown } from '../../src/trace/model/problems.ts';
import { SpanColumns } from '../store/span-columns.ts';
import type { Findings } from './findings.ts';

export interface Accepted<T> {
  readonly body: T;
  readonly records: number;
}

/** Spans that are objects already, into columns. */
export function acceptTraces({ resourceSpans = [] }: OtlpTraces, findings: Findings): SpanColumns {
  const columns = new SpanColumns();
  for (const { resource, scopeSpans = [] } of resourceSpans) {
    if (scopeSpans.length === 0) columns.place([], resource, undefined);
    for (const { scope, spans = [] } of scopeSpans) {
      const rows: number[] = [];
      for (const span of spans) {
        const taken = acceptSpan(span, findings);
        if (taken !== undefined) rows.push(columns.append(taken));
      }
      columns.place(rows, resource, scope);
    }
  }
  return columns;
}

export function acceptSpan(span: OtlpSpan, findings: Findings): OtlpSpan | undefined {
  const traceId = parseHexId(span.traceId, TRACE_ID_DIGITS);
  const spanId = parseHexId(span.spanId, SPAN_ID_DIGITS);
  if (traceId === undefined) findings.reject(`span with ${badId('traceId', span.traceId, TRACE_ID_DIGITS)}`);
  else if (spanId === undefined) findings.reject(`span with ${badId('spanId', span.spanId, SPAN_ID_DIGITS)}`);
  if (traceId === undefined || spanId === undefined) return undefined;
  const { parentSpanId: givenParent, links, ...rest } = span;
  const parentSpanId = optionalId('parentSpanId', givenParent, SPAN_ID_DIGITS, findings);
  return {
    ...rest,
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    ...(links && { links: links.flatMap((link) => acceptLink(link, findings) ?? []) }),
  };
}

function acceptLink(link: OtlpSpanLink, findings: Findings): OtlpSpanLink | undefined {
  const traceId = parseHexId(link.traceId, TRACE_ID_DIGITS);
  const spanId = parseHexId(link.spanId, SPAN_ID_DIGITS);
  if (traceId !== undefined && spanId !== undefined) return { ...link, traceId, spanId };
  const bad =
    traceId === undefined
      ? badId('traceId', link.traceId, TRACE_ID_DIGITS)
      : badId('spanId', link.spanId, SPAN_ID_DIGITS);
  findings.warn(`link with ${bad}: left out of its span`);
  return undefined;
}

export function acceptLogs(logs: OtlpLogs, findings: Findings): Accepted<OtlpLogs> {
  let records = 0;
  const resourceLogs = (logs.resourceLogs ?? []).map(({ resource, scopeLogs = [] }) => ({
    ...(resource && { resource }),
    scopeLogs: scopeLogs.map(({ scope, logRecords = [] }) => {
      records += logRecords.length;
      return {
        ...(scope && { scope }),
        logRecords: logRecords.map((record) => acceptLogRecord(record, findings)),
      };
    }),
  }));
  return { body: { resourceLogs }, records };
}

/** Logs may stand alone: one with a bad id is kept without it. */
function acceptLogRecord(record: OtlpLogRecord, findings: Findings): OtlpLogRecord {
  const { traceId: givenTrace, spanId: givenSpan, ...rest } = record;
  const traceId = optionalId('traceId', givenTrace, TRACE_ID_DIGITS, findings);
  const spanId = optionalId('spanId', givenSpan, SPAN_ID_DIGITS, findings);
  return { ...rest, ...(traceId !== undefined && { traceId }), ...(spanId !== undefined && { spanId }) };
}

/** Records of metrics are data points: that is what the answer counts. */
export function acceptMetrics(metrics: OtlpMetrics, findings: Findings): Accepted<OtlpMetrics> {
  let records = 0;
  const resourceMetrics = (metrics.resourceMetrics ?? []).map(({ resource, scopeMetrics = [] }) => ({
    ...(resource && { resource }),
    scopeMetrics: scopeMetrics.map(({ scope, metrics: given = [] }) => ({
      ...(scope && { scope }),
      metrics: given.filter((metric) => {
        const points = pointsOf(metric);
        if (!metric.name) findings.reject('metric without a name', points ?? 0);
        else if (points === undefined)
          findings.reject(`metric ${shown(metric.name)} without data that is known here (summaries are not)`);
        else records += points;
        return metric.name && points !== undefined;
      }),
    })),
  }));
  return { body: { resourceMetrics }, records };
}

function pointsOf({ sum, gauge, histogram, exponentialHistogram }: OtlpMetric): number | undefined {
  const data = sum ?? gauge ?? histogram ?? exponentialHistogram;
  return data && (data.dataPoints?.length ?? 0);
}

function optionalId(field: string, given: unknown, digits: number, findings: Findings): string | undefined {
  const id = parseHexId(given, digits);
  if (id === undefined && !isNoId(given)) findings.warn(`${badId(field, given, digits)}: left out`);
  return id;
}

const BASE64 = /^[A-Za-z0-9+/_-]{11,22}={0,2}$/;
function badId(field: string, given: unknown, digits: number): string {
  if (isNoId(given)) return `no ${field}`;
  const hint =
    typeof given === 'string' && given.length < digits && BASE64.test(given)
      ? ' (it looks like base64: OTLP/JSON wants hex)'
      : '';
  return `${field} ${shown(given)}, which is not ${digits} hex digits${hint}`;
}
