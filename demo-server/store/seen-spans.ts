import type { SpanIndex } from '../../src/trace/model/types.ts';
import type { TraceStore } from './trace-store.ts';
import type { Viewer } from './viewer.ts';

/** Which spans of the store's table the viewer may see: those of kept traces. Each trace is asked about once. */
export function seenSpans(store: TraceStore, viewer: Viewer): (span: SpanIndex) => boolean {
  const { columns, strings } = store.table();
  const seen = new Map<number, boolean>();
  return (span) => {
    const traceId = columns.traceId[span] as number;
    let isSeen = seen.get(traceId);
    if (isSeen === undefined) {
      const provenance = store.provenance(strings.get(traceId));
      isSeen = provenance !== undefined && viewer.sees(provenance);
      seen.set(traceId, isSeen);
    }
    return isSeen;
  };
}
