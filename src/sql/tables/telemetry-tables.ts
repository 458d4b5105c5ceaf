/**
 * Telemetry as tables for SQL: one row a span, a log record, a metric point. Names and types are those of the
 * Collector's ClickHouse exporter (opentelemetry-collector-contrib, exporter/clickhouseexporter), so that a question
 * written here can be asked there. Linear in rows and attributes.
 */
import type { AttributeValue, SpanIndex, TraceReader } from '../../trace/model/types.ts';
import type { ColumnTable } from './column-table.ts';
import { bigColumn, mapColumn, numberColumn, textColumn } from './table-columns.ts';
import { TextDictionary } from './text-dictionary.ts';

/** As the exporter spells them, by their number. */
const SPAN_KIND_NAMES = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUS_CODE_NAMES = ['Unset', 'Ok', 'Error'];

export const telemetryTables = (telemetry: TraceReader): readonly ColumnTable[] => [
  spansTable(telemetry),
  logsTable(telemetry),
  metricsTable(telemetry),
];

function spansTable(table: TraceReader): ColumnTable {
  const { columns, strings, spanCount: rows, originUnixNano } = table;
  const texts = new TextDictionary();
  const nameIds = (names: readonly string[]) => names.map((name) => texts.id(name));
  const kinds = nameIds(SPAN_KIND_NAMES);
  const statuses = nameIds(STATUS_CODE_NAMES);
  const known = new Map<number, number>();
  /** The engine's strings have numbers of their own: each is looked at once. */
  const interned = (id: number | undefined) => {
    const from = id ?? 0;
    let to = known.get(from);
    if (to === undefined) {
      to = texts.id(strings.get(from));
      known.set(from, to);
    }
    return to;
  };
  const text = (name: string, ids: Uint32Array) => textColumn(name, rows, (row) => interned(ids[row]));
  const resources = new Map<number, ReadonlyMap<string, AttributeValue>>();
  const resourceOf = (row: number) => {
    const resource = columns.resource[row] ?? 0;
    const attributes = resources.get(resource) ?? table.resourceAttributes(row as SpanIndex);
    resources.set(resource, attributes);
    return attributes;
  };
  const start = (row: number) => columns.startNs[row] ?? 0;
  return {
    name: 'otel_traces',
    rowCount: rows,
    columns: [
      bigColumn('Timestamp', 'time', rows, (row) => unixNano(originUnixNano, start(row))),
      text('TraceId', columns.traceId),
      text('SpanId', columns.spanId),
      text('ParentSpanId', columns.parentSpanId),
      text('SpanName', columns.name),
      textColumn('SpanKind', rows, (row) => kinds[columns.kind[row] ?? 0] ?? 0),
      text('ServiceName', columns.service),
      mapColumn('ResourceAttributes', rows, texts, resourceOf),
      text('ScopeName', columns.scope),
      textColumn('ScopeVersion', rows, (row) => texts.id(table.scopeVersion(row as SpanIndex))),
      mapColumn('SpanAttributes', rows, texts, (row) => table.attributes(row as SpanIndex)),
      bigColumn('Duration', 'integer', rows, (row) => durationNs(start(row), columns.endNs[row])),
      textColumn('StatusCode', rows, (row) => statuses[columns.status[row] ?? 0] ?? 0),
      text('StatusMessage', columns.statusMessage),
    ],
    texts: texts.texts,
  };
}

function logsTable({ logs, originUnixNano }: TraceReader): ColumnTable {
  const rows = logs.length;
  const texts = new TextDictionary();
  type Field = 'traceId' | 'spanId' | 'severityText' | 'service' | 'eventName';
  const text = (name: string, field: Field) =>
    textColumn(name, rows, (row) => texts.id(logs[row]?.[field] ?? ''));
  return {
    name: 'otel_logs',
    rowCount: rows,
    columns: [
      bigColumn('Timestamp', 'time', rows, (row) => unixNano(originUnixNano, logs[row]?.timeNs ?? 0)),
      text('TraceId', 'traceId'),
      text('SpanId', 'spanId'),
      text('SeverityText', 'severityText'),
      bigColumn('SeverityNumber', 'integer', rows, (row) => BigInt(logs[row]?.severityNumber ?? 0)),
      text('ServiceName', 'service'),
      text('EventName', 'eventName'),
      textColumn('Body', rows, (row) => texts.value(logs[row]?.body ?? null)),
      mapColumn('LogAttributes', rows, texts, (row) => logs[row]?.attributes ?? NONE),
    ],
    texts: texts.texts,
  };
}

function metricsTable({ metrics, originUnixNano }: TraceReader): ColumnTable {
  const points = metrics.flatMap((metric) => metric.points.map((point) => ({ metric, point })));
  const rows = points.length;
  const texts = new TextDictionary();
  type Field = 'name' | 'unit' | 'type' | 'service';
  const text = (name: string, field: Field) =>
    textColumn(name, rows, (row) => texts.id(points[row]?.metric[field] ?? ''));
  return {
    name: 'otel_metrics',
    rowCount: rows,
    columns: [
      bigColumn('TimeUnix', 'time', rows, (row) => unixNano(originUnixNano, points[row]?.point.timeNs ?? 0)),
      text('MetricName', 'name'),
      text('MetricUnit', 'unit'),
      text('MetricType', 'type'),
      text('ServiceName', 'service'),
      mapColumn('Attributes', rows, texts, (row) => points[row]?.point.attributes ?? NONE),
      numberColumn('Value', rows, (row) => points[row]?.point.value ?? 0),
      bigColumn('Count', 'integer', rows, (row) => {
        const count = points[row]?.point.count;
        return count === undefined ? undefined : BigInt(Math.round(count));
      }),
    ],
    texts: texts.texts,
  };
}

const NONE: ReadonlyMap<string, AttributeValue> = new Map();
/** Beyond, a time in nanoseconds is no int64: a sender's slip, and NULL here. */
const MAX_NS = 2n ** 63n - 1n;

function unixNano(origin: bigint, ns: number): bigint | undefined {
  if (!Number.isFinite(ns)) return undefined;
  const time = origin + BigInt(Math.round(ns));
  return time > MAX_NS || time < -MAX_NS ? undefined : time;
}

function durationNs(startNs: number, endNs: number | undefined): bigint | undefined {
  const ns = (endNs ?? Number.NaN) - startNs;
  // The exporter's column has no sign: a span that ends before it starts has taken no time there either.
  return Number.isFinite(ns) ? BigInt(Math.max(0, Math.round(ns))) : undefined;
}
