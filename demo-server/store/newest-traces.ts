/** The newest traces of the store, whole, for whoever asks them in another language than TraceQL. */
import type { OtlpResourceSpans, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { seenSpans } from './seen-spans.ts';
import type { TraceStore } from './trace-store.ts';
import type { Viewer } from './viewer.ts';

export interface NewestTraces extends OtlpTraces {
  readonly resourceSpans: OtlpResourceSpans[];
  /** How many spans there are that the viewer may see, with those that are left out. */
  readonly keptSpans: number;
}

/** At most `limit` spans, newest first by arrival. Linear in the spans of the store. */
export function newestTraces(store: TraceStore, limit: number, viewer: Viewer): NewestTraces {
  const { columns, strings, spanCount } = store.table();
  const sees = seenSpans(store, viewer);
  /** Newest first: the order in which a map was filled. */
  const spansOf = new Map<number, number>();
  for (let span = spanCount - 1; span >= 0; span--) {
    if (!sees(span as Parameters<typeof sees>[0])) continue;
    const trace = columns.traceId[span] as number;
    spansOf.set(trace, (spansOf.get(trace) ?? 0) + 1);
  }
  const resourceSpans: OtlpResourceSpans[] = [];
  let given = 0;
  let keptSpans = 0;
  for (const [trace, spans] of spansOf) {
    keptSpans += spans;
    if (given + spans > limit) continue;
    given += spans;
    for (const piece of store.trace(strings.get(trace))?.resourceSpans ?? []) resourceSpans.push(piece);
  }
  return { resourceSpans, keptSpans };
}
