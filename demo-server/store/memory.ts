/**
 * The newest traces, in memory. Bounded by traces and by spans; whole traces leave, oldest first (by the arrival of
 * their first span). A trace is a list of pieces as they came, one for each resource and scope that sent something.
 *
 * The columns for searching are made when first searched, and then only grow: what left the store stays in them until
 * it is more than half, and they are made anew. Amortised, each span is read a constant number of times.
 */
import type { OtlpResourceSpans, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import type { TraceStore } from './trace-store.ts';

export const MAX_TRACES = 5_000;
export const MAX_SPANS = 100_000;

interface Kept {
  readonly pieces: OtlpResourceSpans[];
  spans: number;
}

export function memoryTraceStore(maxTraces: number = MAX_TRACES, maxSpans: number = MAX_SPANS): TraceStore {
  const traces = new Map<string, Kept>();
  let keptSpans = 0;
  let seenTraces = 0;
  let table = new TraceTable();
  /** Pieces that are not in the columns yet. */
  let fresh: OtlpResourceSpans[] = [];
  let rebuild = false;

  const keep = (traceId: string, piece: OtlpResourceSpans, spans: number) => {
    let kept = traces.get(traceId);
    if (kept === undefined) {
      kept = { pieces: [], spans: 0 };
      traces.set(traceId, kept);
      seenTraces++;
    }
    kept.pieces.push(piece);
    // Nobody searches: making the columns anew later is cheaper than keeping this list.
    if (fresh.length < maxSpans) fresh.push(piece);
    else rebuild = true;
    kept.spans += spans;
    keptSpans += spans;
  };
  const shrink = () => {
    for (const [traceId, { spans }] of traces) {
      if (traces.size <= 1 || (traces.size <= maxTraces && keptSpans <= maxSpans)) return;
      traces.delete(traceId);
      keptSpans -= spans;
    }
  };

  return {
    get keptTraces() {
      return traces.size;
    },
    get keptSpans() {
      return keptSpans;
    },
    get seenTraces() {
      return seenTraces;
    },
    add({ resourceSpans = [] }) {
      for (const { resource, scopeSpans = [] } of resourceSpans)
        for (const { scope, spans = [] } of scopeSpans) {
          const byTrace = new Map<string, (typeof spans)[number][]>();
          for (const span of spans) {
            const id = span.traceId?.toLowerCase();
            if (id === undefined || id === '') continue;
            const group = byTrace.get(id);
            if (group === undefined) byTrace.set(id, [span]);
            else group.push(span);
          }
          for (const [id, group] of byTrace)
            keep(
              id,
              { ...(resource && { resource }), scopeSpans: [{ ...(scope && { scope }), spans: group }] },
              group.length,
            );
        }
      shrink();
    },
    trace(traceId): OtlpTraces | undefined {
      const kept = traces.get(traceId.toLowerCase());
      return kept && { resourceSpans: kept.pieces };
    },
    has: (traceId) => traces.has(traceId),
    table() {
      if (rebuild || table.spanCount + fresh.length > 2 * keptSpans + 1_000) {
        table = new TraceTable();
        fresh = [...traces.values()].flatMap(({ pieces }) => pieces);
        rebuild = false;
      }
      if (fresh.length > 0) table.appendTraces({ resourceSpans: fresh });
      fresh = [];
      return table;
    },
  };
}
