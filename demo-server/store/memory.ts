/**
 * The newest traces, in memory. Bounded by traces, by spans and by what the spans measured when they were received;
 * whole traces leave, oldest first (by the arrival of their first span). A span that comes again unchanged, because its
 * sender never heard that it had arrived, is kept once.
 *
 * The columns for searching are made when first searched, and then only grow: what left the store stays in them until
 * it is more than half, and they are made anew. Amortised, each span is read a constant number of times.
 */
import type { OtlpResourceSpans, OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { countSpans, fingerprint, pieceOf, scopedSpans, traceIdOf } from './trace-pieces.ts';
import type { TraceStore } from './trace-store.ts';
import { sessionOf } from './viewer.ts';

export const MAX_TRACES = 5_000;
export const MAX_SPANS = 100_000;
const MAX_BYTES = 256 * 1024 * 1024;

const KEPT = Promise.resolve();

interface Kept {
  readonly pieces: OtlpResourceSpans[];
  /** Fingerprint of each span, see {@link fingerprint}. */
  readonly seen: Set<string>;
  readonly sessions: Set<string>;
  received: boolean;
  spans: number;
  bytes: number;
}

export interface MemoryTraceStore extends TraceStore {
  /** Whether exactly this span is here. */
  holds(traceId: string, fingerprint: string): boolean;
  /** Drops a trace of which a better copy is elsewhere. */
  forget(traceId: string): void;
}

export function memoryTraceStore(
  maxTraces: number = MAX_TRACES,
  maxSpans: number = MAX_SPANS,
  maxBytes: number = MAX_BYTES,
): MemoryTraceStore {
  const traces = new Map<string, Kept>();
  let keptSpans = 0;
  let keptBytes = 0;
  let seenTraces = 0;
  let table = new TraceTable();
  /** Pieces that are not in the columns yet, and how many spans these are. */
  let fresh: OtlpResourceSpans[] = [];
  let freshSpans = 0;
  let rebuild = false;

  const entry = (traceId: string): Kept => {
    let kept = traces.get(traceId);
    if (kept === undefined) {
      kept = { pieces: [], seen: new Set(), sessions: new Set(), received: false, spans: 0, bytes: 0 };
      traces.set(traceId, kept);
      seenTraces++;
    }
    return kept;
  };
  /** Where nobody searches, making the columns anew later is cheaper than to keep what has left for them. */
  const awaitSearch = (piece: OtlpResourceSpans, spans: number) => {
    fresh.push(piece);
    freshSpans += spans;
    if (freshSpans <= maxSpans) return;
    rebuild = true;
    table = new TraceTable();
    fresh = [];
    freshSpans = 0;
  };
  const keep = (traceId: string, piece: OtlpResourceSpans, spans: number, bytes: number) => {
    const kept = entry(traceId);
    kept.pieces.push(piece);
    if (!rebuild) awaitSearch(piece, spans);
    kept.spans += spans;
    keptSpans += spans;
    kept.bytes += bytes;
    keptBytes += bytes;
  };
  const shrink = () => {
    for (const [traceId, { spans, bytes }] of traces) {
      const isRoomy = traces.size <= maxTraces && keptSpans <= maxSpans && keptBytes <= maxBytes;
      if (traces.size <= 1 || isRoomy) return;
      traces.delete(traceId);
      keptSpans -= spans;
      keptBytes -= bytes;
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
    add({ resourceSpans = [] }, bytes = 0, from = 'own') {
      const bytesPerSpan = bytes / Math.max(1, countSpans(resourceSpans));
      for (const scoped of scopedSpans(resourceSpans)) {
        const byTrace = new Map<string, OtlpSpan[]>();
        for (const span of scoped.spans) {
          const id = traceIdOf(span);
          if (id === undefined) continue;
          const kept = entry(id);
          const { seen } = kept;
          if (from === 'received') kept.received = true;
          const session = sessionOf(span);
          if (session !== undefined) kept.sessions.add(session);
          const print = fingerprint(scoped.service, span);
          if (seen.has(print)) continue;
          seen.add(print);
          const group = byTrace.get(id);
          if (group === undefined) byTrace.set(id, [span]);
          else group.push(span);
        }
        for (const [id, group] of byTrace)
          keep(id, pieceOf(scoped, group), group.length, group.length * bytesPerSpan);
      }
      shrink();
      return KEPT;
    },
    holds: (traceId, print) => traces.get(traceId)?.seen.has(print) ?? false,
    forget(traceId) {
      const kept = traces.get(traceId);
      if (kept === undefined) return;
      traces.delete(traceId);
      keptSpans -= kept.spans;
      keptBytes -= kept.bytes;
    },
    trace(traceId): OtlpTraces | undefined {
      const kept = traces.get(traceId.toLowerCase());
      return kept && { resourceSpans: kept.pieces };
    },
    newestTraces: () => new Set(traces.keys()),
    olderTraces: 0,
    spread: async () => [],
    resources: () => [],
    get allSpans() {
      return keptSpans;
    },
    nextPlace: 0,
    departures: 0,
    async *older() {},
    async find(traceId) {
      const kept = traces.get(traceId);
      return kept && { traces: { resourceSpans: kept.pieces }, provenance: kept };
    },
    has: (traceId) => traces.has(traceId),
    provenance: (traceId) => traces.get(traceId),
    table() {
      if (rebuild || table.spanCount + freshSpans > 2 * keptSpans + 1_000) {
        table = new TraceTable();
        fresh = [...traces.values()].flatMap(({ pieces }) => pieces);
        rebuild = false;
      }
      if (fresh.length > 0) table.appendTraces({ resourceSpans: fresh });
      fresh = [];
      freshSpans = 0;
      return table;
    },
  };
}
