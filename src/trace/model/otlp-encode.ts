/**
 * Columns back to OTLP/JSON. What was decoded comes out as it was (ids in lower case, integers as decimal strings, metrics
 * cumulative), grouped by resource and scope in the order in which those first appear; decode > encode > decode is the same
 * telemetry.
 */
import type { StoredPoint } from './metric-table.ts';
import { toOtlpMetric } from './otlp-encode-metric.ts';
import type {
  OtlpKeyValue,
  OtlpLogRecord,
  OtlpLogs,
  OtlpMetric,
  OtlpMetrics,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
  OtlpSpanEvent,
  OtlpSpanLink,
  OtlpTraces,
} from './otlp-json.ts';
import type { SpanStore } from './span-store.ts';
import type { SpanTable } from './span-table.ts';
import type { TraceTable } from './trace-table.ts';
import type { LogRecord, SpanIndex } from './types.ts';

/** All spans, or those given, in their order. */
export function toOtlpTraces(table: SpanTable, spans: Iterable<SpanIndex> = allSpans(table)): OtlpTraces {
  const { store } = table;
  const groups = new Groups<OtlpSpan>();
  const { resource, scopeIndex } = store.rows.arrays;
  for (const span of spans) groups.add(resource[span] ?? 0, scopeIndex[span] ?? 0, toOtlpSpan(store, span));
  return {
    resourceSpans: groups.list().map(([of, scopes]) => ({
      resource: toOtlpResource(store, of),
      scopeSpans: scopes.map(([scope, records]) => ({ scope: toOtlpScope(store, scope), spans: records })),
    })),
  };
}

/** All of them, or those that are `wanted`: of a large file one trace's are few. */
export function toOtlpLogs(table: SpanTable, wanted: (record: LogRecord) => boolean = () => true): OtlpLogs {
  const { store, logTable } = table;
  const groups = new Groups<OtlpLogRecord>();
  logTable.records.forEach((record, i) => {
    const source = logTable.sources[i];
    if (source !== undefined && wanted(record))
      groups.add(source.resource, source.scope, toOtlpLog(table, i));
  });
  return {
    resourceLogs: groups.list().map(([of, scopes]) => ({
      resource: toOtlpResource(store, of),
      scopeLogs: scopes.map(([scope, records]) => ({
        scope: toOtlpScope(store, scope),
        logRecords: records,
      })),
    })),
  };
}

export function toOtlpMetrics(table: TraceTable): OtlpMetrics {
  const { store, metricTable } = table;
  const groups = new Groups<OtlpMetric>();
  for (const instrument of metricTable.instruments.values()) {
    const bySource = new Groups<StoredPoint>();
    for (const point of instrument.points.values()) bySource.add(point.resource, point.scope, point);
    for (const [resource, scopes] of bySource.list()) {
      for (const [scope, points] of scopes)
        groups.add(resource, scope, toOtlpMetric(store, instrument, points));
    }
  }
  return {
    resourceMetrics: groups.list().map(([of, scopes]) => ({
      resource: toOtlpResource(store, of),
      scopeMetrics: scopes.map(([scope, records]) => ({
        scope: toOtlpScope(store, scope),
        metrics: records,
      })),
    })),
  };
}

/** Records by resource, then scope. */
class Groups<T> {
  readonly #byResource = new Map<number, Map<number, T[]>>();

  add(resource: number, scope: number, record: T): void {
    const byScope = this.#byResource.get(resource) ?? new Map<number, T[]>();
    this.#byResource.set(resource, byScope);
    const records = byScope.get(scope);
    if (records) records.push(record);
    else byScope.set(scope, [record]);
  }

  list(): readonly (readonly [
    resource: number,
    scopes: readonly (readonly [scope: number, records: readonly T[]])[],
  ])[] {
    return [...this.#byResource].map(([resource, byScope]) => [resource, [...byScope]]);
  }
}

function* allSpans(table: SpanTable): Iterable<SpanIndex> {
  for (let span = 0; span < table.spanCount; span++) yield span as SpanIndex;
}

function toOtlpResource(store: SpanStore, index: number): OtlpResource {
  const resource = store.origins.resources[index];
  return { attributes: attributesOf(store, resource?.attributeStart, resource?.attributeCount) };
}

function toOtlpScope(store: SpanStore, index: number): OtlpScope {
  const scope = store.origins.scopes[index];
  return {
    name: store.strings.get(scope?.name ?? 0),
    version: scope?.version ?? '',
    attributes: attributesOf(store, scope?.attributeStart, scope?.attributeCount),
  };
}

function toOtlpSpan(store: SpanStore, span: SpanIndex): OtlpSpan {
  const { strings, time } = store;
  const columns = store.rows.arrays;
  const number = (column: { readonly [index: number]: number }) => column[span] ?? 0;
  const text = (column: Uint32Array) => strings.get(number(column));
  const endNs = number(columns.endNs);
  return {
    traceId: text(columns.traceId),
    spanId: text(columns.spanId),
    ...(number(columns.parentSpanId) === 0 ? {} : { parentSpanId: text(columns.parentSpanId) }),
    ...(number(columns.traceState) === 0 ? {} : { traceState: text(columns.traceState) }),
    ...(number(columns.flags) === 0 ? {} : { flags: number(columns.flags) }),
    name: text(columns.name),
    kind: number(columns.kind),
    ...(number(columns.startIsGuess) === 1
      ? {}
      : { startTimeUnixNano: time.format(number(columns.startNs)) }),
    ...(Number.isNaN(endNs) ? {} : { endTimeUnixNano: time.format(endNs) }),
    attributes: attributesOf(store, number(columns.attributeStart), number(columns.attributeCount)),
    ...count('droppedAttributesCount', number(columns.droppedAttributes)),
    events: toOtlpEvents(store, number(columns.eventStart), number(columns.eventCount)),
    ...count('droppedEventsCount', number(columns.droppedEvents)),
    links: toOtlpLinks(store, number(columns.linkStart), number(columns.linkCount)),
    ...count('droppedLinksCount', number(columns.droppedLinks)),
    status: {
      ...count('code', number(columns.status)),
      ...(number(columns.statusMessage) === 0 ? {} : { message: text(columns.statusMessage) }),
    },
  };
}

function toOtlpEvents(store: SpanStore, start: number, length: number): readonly OtlpSpanEvent[] {
  const { timeNs, name, attributeStart, attributeCount } = store.details.events.arrays;
  return Array.from({ length }, (_, i) => ({
    timeUnixNano: store.time.format(timeNs[start + i] ?? 0),
    name: store.strings.get(name[start + i] ?? 0),
    attributes: attributesOf(store, attributeStart[start + i], attributeCount[start + i]),
  }));
}

function toOtlpLinks(store: SpanStore, start: number, length: number): readonly OtlpSpanLink[] {
  const { traceId, spanId, traceState, attributeStart, attributeCount } = store.details.links.arrays;
  return Array.from({ length }, (_, i) => ({
    traceId: store.strings.get(traceId[start + i] ?? 0),
    spanId: store.strings.get(spanId[start + i] ?? 0),
    ...(traceState[start + i] ? { traceState: store.strings.get(traceState[start + i] ?? 0) } : {}),
    attributes: attributesOf(store, attributeStart[start + i], attributeCount[start + i]),
  }));
}

function toOtlpLog({ store, logTable }: SpanTable, index: number): OtlpLogRecord {
  const record = logTable.records[index];
  const source = logTable.sources[index];
  if (!record || !source) return {};
  const { timeNs, observedNs, body } = source;
  return {
    ...(Number.isNaN(timeNs) ? {} : { timeUnixNano: store.time.format(timeNs) }),
    ...(Number.isNaN(observedNs) ? {} : { observedTimeUnixNano: store.time.format(observedNs) }),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    ...(record.eventName === '' ? {} : { eventName: record.eventName }),
    body,
    attributes: attributesOf(store, source.attributeStart, source.attributeCount),
    ...(record.traceId === '' ? {} : { traceId: record.traceId }),
    ...(record.spanId === '' ? {} : { spanId: record.spanId }),
  };
}

function attributesOf(store: SpanStore, start = 0, length = 0): readonly OtlpKeyValue[] {
  return store.attributes.toOtlp(start, length);
}

/** A number field, left out at its default. */
function count<K extends string>(key: K, value: number): { readonly [key in K]?: number } {
  return value === 0 ? {} : ({ [key]: value } as { readonly [key in K]: number });
}
