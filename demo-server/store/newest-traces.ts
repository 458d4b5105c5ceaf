/** The newest traces of the store, whole, for whoever asks them in another language than TraceQL. */
import type { OtlpResourceSpans, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import type { SpanIndex } from '../../src/trace/model/types.ts';
import { seenSpans } from './seen-spans.ts';
import type { TraceStore } from './trace-store.ts';
import { provenanceOf, type Viewer } from './viewer.ts';

export interface NewestTraces extends OtlpTraces {
  readonly resourceSpans: OtlpResourceSpans[];
  /** How many spans are kept, with those that are left out. Where not everything may be seen: how many were seen. */
  readonly keptSpans: number;
  /** There are traces besides these that the viewer may see, or might. */
  readonly isPart: boolean;
}

/** At most `limit` spans, newest first by arrival. Linear in the spans in memory, and in what is given. */
export async function newestTraces(store: TraceStore, limit: number, viewer: Viewer): Promise<NewestTraces> {
  const { columns, strings, spanCount } = store.table();
  const inMemory = store.newestTraces();
  const sees = seenSpans(store, viewer);
  /** Newest first: the order in which a map was filled. */
  const spansOf = new Map<number, number>();
  for (let span = spanCount - 1; span >= 0; span--) {
    if (!sees(span as SpanIndex)) continue;
    const trace = columns.traceId[span] as number;
    spansOf.set(trace, (spansOf.get(trace) ?? 0) + 1);
  }
  const resourceSpans: OtlpResourceSpans[] = [];
  let given = 0;
  let seen = 0;
  /** False when it is left out. */
  const give = (traces: OtlpTraces | undefined, spans: number): boolean => {
    seen += spans;
    if (given + spans > limit) return false;
    given += spans;
    for (const piece of traces?.resourceSpans ?? []) resourceSpans.push(piece);
    return true;
  };
  let isPart = false;
  for (const [trace, spans] of spansOf) if (!give(store.trace(strings.get(trace)), spans)) isPart = true;
  if (store.olderTraces > 0 && !isPart) isPart = await giveOlder(store, viewer, inMemory, give);
  else if (store.olderTraces > 0) isPart = true;
  return {
    resourceSpans,
    keptSpans: viewer.scope === 'everything' ? Math.max(seen, store.allSpans) : seen,
    isPart,
  };
}

/** Until one does not fit. */
async function giveOlder(
  store: TraceStore,
  viewer: Viewer,
  inMemory: ReadonlySet<string>,
  give: (traces: OtlpTraces, spans: number) => boolean,
): Promise<boolean> {
  const older = store.older({ narrowing: undefined, skips: ({ traceId }) => inMemory.has(traceId) });
  for await (const portion of older)
    for (const trace of portion)
      if (viewer.sees(provenanceOf(trace)) && !give(trace.traces, trace.spans)) return true;
  return false;
}
