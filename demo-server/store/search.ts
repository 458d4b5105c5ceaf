/**
 * TraceQL over the store, answered in the shape of Tempo's search API, so that clients made for Tempo can read it.
 *
 * https://grafana.com/docs/tempo/latest/api_docs/#search
 */
import { type ServiceStats, type TraceExtent, traceExtents } from '../../src/trace/analysis/trace-extents.ts';
import { toAnyValue } from '../../src/trace/model/any-value.ts';
import type { OtlpKeyValue } from '../../src/trace/model/otlp-json.ts';
import type { SpanIndex, TraceReader } from '../../src/trace/model/types.ts';
import { evaluateTraceQL, type Query, type TraceQLSpanset } from '../../src/trace/traceql/traceql.ts';
import type { Provenance, Viewer } from './viewer.ts';

export interface SearchAnswer {
  readonly traces: readonly FoundTrace[];
  /** How many matched of those that were inspected; {@link traces} holds the newest of them. */
  readonly matched: number;
  /** There are older traces that were not inspected: asking again with this as `older` goes on with them. */
  readonly older?: string;
  /** Of an answer to such: asking for the newest again with this as `since` leaves nothing out between the two. */
  readonly since?: string;
  /** What was searched: everything here, or what the asking browser caused and what was received. */
  readonly scope: Viewer['scope'];
  readonly metrics: { readonly inspectedTraces: number; readonly inspectedSpans: number };
}
export interface FoundTrace {
  readonly traceID: string;
  /** `<root span not yet received>` while there is none, as Tempo says it. */
  readonly rootServiceName: string;
  readonly rootTraceName: string;
  /** Beside Tempo's fields: the root, or the earliest span whose parent was not received. */
  readonly topSpan: { readonly serviceName: string; readonly name: string; readonly isRoot: boolean };
  readonly startTimeUnixNano: string;
  readonly durationMs: number;
  readonly durationNanos: string;
  readonly serviceStats: Readonly<Record<string, ServiceStats>>;
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

export interface SearchOptions {
  readonly limit: number;
  readonly spansPerSet: number;
  readonly viewer: Viewer;
  /** Only traces that start within, in Unix ms. */
  readonly fromUnixMs?: number | undefined;
  readonly toUnixMs?: number | undefined;
}

/** Traces in columns, and where each comes from; undefined for one that is not there any more. */
export interface SearchedTraces {
  readonly table: TraceReader;
  provenance(traceId: string): Provenance | undefined;
}

/** Newest first; `matched` counts those beyond the limit too. */
export function searchTraces(
  { table, provenance: provenanceOf }: SearchedTraces,
  query: Query,
  {
    limit,
    spansPerSet,
    viewer,
    fromUnixMs = Number.NEGATIVE_INFINITY,
    toUnixMs = Number.POSITIVE_INFINITY,
  }: SearchOptions,
): Pick<SearchAnswer, 'traces' | 'matched'> {
  const byTrace = new Map<string, TraceQLSpanset[]>();
  for (const set of evaluateTraceQL(query, table).spansets) {
    const provenance = provenanceOf(set.traceId);
    if (provenance === undefined || !viewer.sees(provenance)) continue;
    const sets = byTrace.get(set.traceId);
    if (sets === undefined) byTrace.set(set.traceId, [set]);
    else sets.push(set);
  }
  const extents = traceExtents(table, byTrace);
  const originMs = Number(table.originUnixNano / 1_000n) / 1e3;
  for (const [traceId, { startNs }] of extents) {
    const startMs = originMs + startNs / 1e6;
    if (startMs < fromUnixMs || startMs > toUnixMs) byTrace.delete(traceId);
  }
  const newestFirst = [...byTrace].sort(([a], [b]) => startOf(extents, b) - startOf(extents, a));
  return {
    traces: newestFirst
      .slice(0, limit)
      .map(([traceId, sets]) => found(table, traceId, extents.get(traceId), sets, spansPerSet)),
    matched: byTrace.size,
  };
}

const startOf = (extents: ReadonlyMap<string, TraceExtent>, traceId: string): number =>
  extents.get(traceId)?.startNs ?? 0;

function found(
  table: TraceReader,
  traceId: string,
  extent: TraceExtent | undefined,
  sets: readonly TraceQLSpanset[],
  spansPerSet: number,
): FoundTrace {
  const { columns, strings, originUnixNano } = table;
  const root = extent?.root;
  const top = extent?.top;
  const unixNano = (ns: number) => String(originUnixNano + BigInt(Math.round(ns)));
  const text = (column: Uint32Array, span: SpanIndex) => strings.get(column[span] ?? 0);
  return {
    traceID: traceId,
    rootServiceName: root === undefined ? NO_ROOT : text(columns.service, root),
    rootTraceName: root === undefined ? NO_ROOT : text(columns.name, root),
    topSpan: {
      serviceName: top === undefined ? '' : text(columns.service, top),
      name: top === undefined ? '' : text(columns.name, top),
      isRoot: root !== undefined,
    },
    startTimeUnixNano: unixNano(extent?.startNs ?? 0),
    durationMs: Math.round(((extent?.endNs ?? 0) - (extent?.startNs ?? 0)) / 1e6),
    durationNanos: String(Math.round((extent?.endNs ?? 0) - (extent?.startNs ?? 0))),
    serviceStats: Object.fromEntries(extent?.services ?? []),
    spanSets: sets.map(({ spans, selected }) => ({
      matched: spans.length,
      spans: spans.slice(0, spansPerSet).map((span, position) => ({
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
