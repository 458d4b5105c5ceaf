/**
 * A search over the whole store: the newest traces in their columns, then older ones by the portion, until there is
 * enough. Each portion is a table of its own; between two the process does something else. What was not looked at is
 * said, and asking again goes on there.
 */
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import type { Query } from '../../src/trace/traceql/traceql.ts';
import type { ArchivedTrace } from './archive.ts';
import { narrowingOf } from './narrowing.ts';
import { withinBounds } from './query-bounds.ts';
import { type FoundTrace, type SearchAnswer, type SearchOptions, searchTraces } from './search.ts';
import type { TraceStore } from './trace-store.ts';
import { type Provenance, provenanceOf } from './viewer.ts';

/** Older traces are not read once there are as many matches: who wants more of them asks for the next. */
const ENOUGH = 500;
/** Of older traces, in one search: about two seconds. */
const MAX_OLDER_SPANS = 100_000;

export interface StoreSearch extends SearchOptions {
  /** Where an answer before this one stopped. */
  readonly older?: number | undefined;
}

/** Undefined when the query would cost too much. */
export async function searchStore(
  store: TraceStore,
  query: Query,
  { older: before, ...options }: StoreSearch,
): Promise<SearchAnswer | undefined> {
  const { limit, viewer } = options;
  const traces: FoundTrace[] = [];
  let matched = 0;
  let inspectedTraces = 0;
  let inspectedSpans = 0;
  if (before === undefined) {
    const table = store.table();
    const newest = withinBounds(() =>
      searchTraces({ table, provenance: (traceId) => store.provenance(traceId) }, query, options),
    );
    if (newest === undefined) return undefined;
    traces.push(...newest.traces);
    matched += newest.matched;
    inspectedTraces += store.keptTraces;
    inspectedSpans += table.spanCount;
  }
  const wanted = Math.min(limit, ENOUGH);
  /** Undefined when there is nothing to go on with: all was looked at, or not even the newest are all listed. */
  let older = store.olderTraces === 0 || matched > limit ? undefined : (before ?? Number.MAX_SAFE_INTEGER);
  let olderSpans = 0;
  if (older !== undefined && matched < wanted) {
    older = undefined;
    for await (const portion of store.older({ narrowing: narrowingOf(query.pipeline), before })) {
      const found = withinBounds(() =>
        searchTraces(tableOf(portion), query, { ...options, limit: Infinity }),
      );
      if (found === undefined) return undefined;
      const listed = firstOf(portion, found.traces, limit - matched);
      traces.push(...listed.traces);
      matched += listed.traces.length;
      inspectedTraces += portion.length;
      for (const { spans } of portion) olderSpans += spans;
      if (matched < wanted && olderSpans < MAX_OLDER_SPANS) continue;
      older = listed.lastPlace;
      break;
    }
  }
  return {
    traces,
    matched,
    ...(older !== undefined && { older: String(older) }),
    scope: viewer.scope,
    metrics: { inspectedTraces, inspectedSpans: inspectedSpans + olderSpans },
  };
}

/** In the order of the portion, at most `room` of them, and the place of the last trace that was looked at for them. */
function firstOf(portion: readonly ArchivedTrace[], found: readonly FoundTrace[], room: number) {
  const byId = new Map(found.map((trace) => [trace.traceID, trace]));
  const traces: FoundTrace[] = [];
  let lastPlace = 0;
  for (const { traceId, place } of portion) {
    const trace = byId.get(traceId);
    if (trace !== undefined && traces.length === room) break;
    lastPlace = place;
    if (trace !== undefined) traces.push(trace);
  }
  return { traces, lastPlace };
}

function tableOf(traces: readonly ArchivedTrace[]) {
  const table = new TraceTable();
  const provenances = new Map<string, Provenance>();
  for (const trace of traces) {
    table.appendTraces(trace.traces);
    provenances.set(trace.traceId, provenanceOf(trace));
  }
  return { table, provenance: (traceId: string) => provenances.get(traceId) };
}
