/**
 * A search over the whole store: the newest traces in their columns, then older ones by the portion, until there is
 * enough. Each portion is a table of its own; between two the process does something else. What was not looked at is
 * said, and asking again goes on there.
 *
 *   places   0 ........ older ~~~~~~~~~~~~~~~~~ since ................ now
 *                        '-- asked with older --'-- asked with since --'
 *
 * Traces move into memory and out of it between two answers. So what is older is read whether or not some of it is in memory
 * too, and whoever has it asks for all of which something came `since` then: what is in memory is always of these, for it
 * leaves in the order in which it came. Each trace is in one of the two answers, or in both.
 */
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import type { Query } from '../../src/trace/traceql/traceql.ts';
import type { ArchivedTrace, OlderSearch } from './archive.ts';
import { both, narrowingOf, startsWithin } from './narrowing.ts';
import { withinBounds } from './query-bounds.ts';
import {
  type FoundTrace,
  type SearchAnswer,
  type SearchedTraces,
  type SearchOptions,
  searchTraces,
} from './search.ts';
import type { TraceStore } from './trace-store.ts';
import { type Provenance, provenanceOf } from './viewer.ts';

/** Older traces are not read once there are as many matches: who wants more of them asks for the next. */
const ENOUGH = 500;
/** Of older traces, in one search: about two seconds. */
export const MAX_OLDER_SPANS = 100_000;

export interface StoreSearch extends SearchOptions {
  /** Where an answer before this one stopped. */
  readonly older?: number | undefined;
  /** What began before this place is known: nothing of it is read from the archive. */
  readonly since?: number | undefined;
}

/** Undefined when the query would cost too much. */
export async function searchStore(
  store: TraceStore,
  query: Query,
  { older: before, since: from, ...options }: StoreSearch,
): Promise<SearchAnswer | undefined> {
  const { limit, viewer } = options;
  const traces: FoundTrace[] = [];
  let matched = 0;
  let inspectedTraces = 0;
  let inspectedSpans = 0;
  const inMemory = store.newestTraces();
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
  const wanted = from === undefined ? Math.min(limit, ENOUGH) : limit;
  const hasNoMore = store.olderTraces === 0 || matched > limit;
  /** Undefined when there is nothing to go on with: all was looked at, or not even the newest are all listed. */
  let older = hasNoMore ? undefined : (before ?? (from === undefined ? Number.MAX_SAFE_INTEGER : undefined));
  const passed = before === undefined ? undefined : passedBy(before, inMemory);
  const { fromUnixMs = Number.NEGATIVE_INFINITY, toUnixMs = Number.POSITIVE_INFINITY } = options;
  const narrowing = both(narrowingOf(query.pipeline), startsWithin(fromUnixMs, toUnixMs));
  let olderSpans = 0;
  if (!hasNoMore && matched < wanted) {
    older = undefined;
    const skips = passed?.skips ?? (({ traceId }) => inMemory.has(traceId));
    const since = from === undefined ? undefined : { place: from, traceIds: [] };
    for await (const portion of store.older({ narrowing, before, since, skips })) {
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
    ...(passed !== undefined && { since: String(passed.since()) }),
    scope: viewer.scope,
    metrics: { inspectedTraces, inspectedSpans: inspectedSpans + olderSpans },
  };
}

/**
 * Where the older ones begin: at the newest trace that is not in memory, or where an answer before this one stopped. From
 * there on none is passed over.
 */
function passedBy(before: number, inMemory: ReadonlySet<string>) {
  let since = before === Number.MAX_SAFE_INTEGER ? undefined : before;
  const skips: OlderSearch['skips'] = ({ traceId, place }) => {
    if (since === undefined && inMemory.has(traceId)) return true;
    since ??= place + 1;
    return false;
  };
  return { skips, since: () => since ?? 0 };
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

/** A portion as a table, and where its traces come from. */
export function tableOf(traces: readonly ArchivedTrace[]): SearchedTraces {
  const table = new TraceTable();
  const provenances = new Map<string, Provenance>();
  for (const trace of traces) {
    table.appendTraces(trace.traces);
    provenances.set(trace.traceId, provenanceOf(trace));
  }
  return { table, provenance: (traceId) => provenances.get(traceId) };
}
