/**
 * TraceQL over the store, answered in the shape of Tempo's search API, so that clients made for Tempo can read it.
 *
 * https://grafana.com/docs/tempo/latest/api_docs/#search
 */
import { toAnyValue } from '../../src/trace/model/any-value.ts';
import type { OtlpKeyValue } from '../../src/trace/model/otlp-json.ts';
import type { SpanIndex, TraceReader } from '../../src/trace/model/types.ts';
import { evaluateTraceQL, type Query, type TraceQLSpanset } from '../../src/trace/traceql/traceql.ts';
import type { TraceStore } from './trace-store.ts';

export interface SearchAnswer {
  readonly traces: readonly FoundTrace[];
  readonly metrics: { readonly inspectedTraces: number; readonly inspectedSpans: number };
}
export interface FoundTrace {
  readonly traceID: string;
  /** `<root span not yet received>` while there is none, as Tempo says it. */
  readonly rootServiceName: string;
  readonly rootTraceName: string;
  readonly startTimeUnixNano: string;
  readonly durationMs: number;
  readonly spanSets: readonly FoundSpanSet[];
}
interface FoundSpanSet {
  readonly spans: readonly {
    readonly spanID: string;
    readonly name: string;
    readonly startTimeUnixNano: string;
    readonly durationNanos: string;
    readonly attributes: readonly OtlpKeyValue[];
  }[];
  readonly matched: number;
}

const NO_ROOT = '<root span not yet received>';
/** As many spans of a set are listed; `matched` counts them all. */
const SPANS_PER_SET = 20;

export function searchTraces(store: TraceStore, query: Query, limit: number): SearchAnswer {
  const table = store.table();
  const byTrace = new Map<string, TraceQLSpanset[]>();
  for (const set of evaluateTraceQL(query, table).spansets) {
    if (!store.has(set.traceId)) continue;
    const sets = byTrace.get(set.traceId);
    if (sets === undefined) byTrace.set(set.traceId, [set]);
    else sets.push(set);
  }
  const extents = traceExtents(table, byTrace);
  const newestFirst = [...byTrace].sort(([a], [b]) => startOf(extents, b) - startOf(extents, a));
  return {
    traces: newestFirst
      .slice(0, limit)
      .map(([traceId, sets]) => found(table, traceId, extents.get(traceId), sets)),
    metrics: { inspectedTraces: store.keptTraces, inspectedSpans: table.spanCount },
  };
}

interface Extent {
  startNs: number;
  endNs: number;
  /** The earliest span without a parent. */
  root: SpanIndex | undefined;
}
const startOf = (extents: ReadonlyMap<string, Extent>, traceId: string): number =>
  extents.get(traceId)?.startNs ?? 0;

/** Where the found traces begin and end, in one pass over all spans. */
function traceExtents(table: TraceReader, wanted: ReadonlyMap<string, unknown>): ReadonlyMap<string, Extent> {
  const { columns, strings, spanCount } = table;
  const extents = new Map<string, Extent>();
  for (let index = 0; index < spanCount; index++) {
    const traceId = strings.get(columns.traceId[index] ?? 0);
    if (!wanted.has(traceId)) continue;
    const startNs = columns.startNs[index] ?? 0;
    const endNs = columns.endNs[index] ?? Number.NaN;
    let extent = extents.get(traceId);
    if (extent === undefined) {
      extent = { startNs, endNs: startNs, root: undefined };
      extents.set(traceId, extent);
    }
    extent.startNs = Math.min(extent.startNs, startNs);
    if (endNs > extent.endNs) extent.endNs = endNs;
    const isRoot = columns.parentSpanId[index] === 0;
    if (isRoot && (extent.root === undefined || startNs < (columns.startNs[extent.root] ?? 0)))
      extent.root = index as SpanIndex;
  }
  return extents;
}

function found(
  table: TraceReader,
  traceId: string,
  extent: Extent | undefined,
  sets: readonly TraceQLSpanset[],
): FoundTrace {
  const { columns, strings, originUnixNano } = table;
  const root = extent?.root;
  const unixNano = (ns: number) => String(originUnixNano + BigInt(Math.round(ns)));
  const text = (column: Uint32Array, span: SpanIndex) => strings.get(column[span] ?? 0);
  return {
    traceID: traceId,
    rootServiceName: root === undefined ? NO_ROOT : text(columns.service, root),
    rootTraceName: root === undefined ? NO_ROOT : text(columns.name, root),
    startTimeUnixNano: unixNano(extent?.startNs ?? 0),
    durationMs: Math.round(((extent?.endNs ?? 0) - (extent?.startNs ?? 0)) / 1e6),
    spanSets: sets.map(({ spans, selected }) => ({
      matched: spans.length,
      spans: spans.slice(0, SPANS_PER_SET).map((span, position) => ({
        spanID: text(columns.spanId, span),
        name: text(columns.name, span),
        startTimeUnixNano: unixNano(columns.startNs[span] ?? 0),
        durationNanos: String(
          Math.max(0, Math.round((columns.endNs[span] ?? 0) - (columns.startNs[span] ?? 0)) || 0),
        ),
        attributes: selected.flatMap(({ name, values }) => {
          const value = values[position];
          return value === undefined ? [] : [{ key: name, value: toAnyValue(value) }];
        }),
      })),
    })),
  };
}
