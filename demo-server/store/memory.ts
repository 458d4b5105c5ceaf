/**
 * The newest traces, in memory. Bounded by traces, by spans and by what the spans measured when they were received;
 * whole traces leave, oldest first (by the arrival of their first span). A span that comes again unchanged, because its
 * sender never heard that it had arrived, is kept once.
 *
 * The columns for searching are made when first searched, and then only grow: what left the store stays in them until
 * it is more than half, and they are made anew. Amortised, each span is read a constant number of times.
 */
import type { OtlpResourceSpans, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import type { Source } from './archive.ts';
import { columnsOf, type SpanColumns, type SpanSource } from './span-columns.ts';
import { pieceOf } from './trace-pieces.ts';
import type { TraceStore } from './trace-store.ts';

export const MAX_TRACES = 5_000;
export const MAX_SPANS = 100_000;
const MAX_BYTES = 256 * 1024 * 1024;

const KEPT = Promise.resolve();

/** Spans of one trace and source, as the OTLP/JSON that came in: read when somebody looks at them. */
interface Piece {
  readonly source: SpanSource;
  readonly spans: string[];
}
const read = ({ source, spans }: Piece): OtlpResourceSpans =>
  pieceOf(source, JSON.parse(`[${spans.join()}]`));

interface Kept {
  readonly pieces: Piece[];
  /** Fingerprint of each span, see `SpanColumns`. */
  readonly seen: Set<string>;
  readonly sessions: Set<string>;
  received: boolean;
  spans: number;
  bytes: number;
}

export interface MemoryTraceStore extends TraceStore {
  addColumns(columns: SpanColumns, bytes: number, from: Source): Promise<void>;
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
  let fresh: Piece[] = [];
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
  const awaitSearch = (piece: Piece) => {
    fresh.push(piece);
    freshSpans += piece.spans.length;
    if (freshSpans <= maxSpans) return;
    rebuild = true;
    table = new TraceTable();
    fresh = [];
    freshSpans = 0;
  };
  const keep = (traceId: string, piece: Piece, bytes: number) => {
    const kept = entry(traceId);
    const spans = piece.spans.length;
    kept.pieces.push(piece);
    if (!rebuild) awaitSearch(piece);
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

  const addColumns: MemoryTraceStore['addColumns'] = (columns, bytes, from) => {
    const bytesPerSpan = bytes / Math.max(1, columns.length);
    /** By trace and source. */
    const pieces = new Map<number, { readonly traceId: string; readonly piece: Piece }>();
    const { traceId: ids, source: sources } = columns.rows.arrays;
    for (let row = 0; row < columns.length; row++) {
      const traceId = columns.traceId(row);
      const kept = entry(traceId);
      if (from === 'received') kept.received = true;
      const session = columns.session(row);
      if (session !== undefined) kept.sessions.add(session);
      const print = columns.fingerprint(row);
      if (kept.seen.has(print)) continue;
      kept.seen.add(print);
      const key = (ids[row] ?? 0) * columns.sources.length + (sources[row] ?? 0);
      let known = pieces.get(key);
      if (known === undefined) {
        known = { traceId, piece: { source: columns.source(row), spans: [] } };
        pieces.set(key, known);
      }
      known.piece.spans.push(columns.otlp[row] ?? '{}');
    }
    for (const { traceId, piece } of pieces.values()) keep(traceId, piece, piece.spans.length * bytesPerSpan);
    shrink();
    return KEPT;
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
    addReceived: (columns, bytes) => addColumns(columns, bytes, 'received'),
    add: (traces, bytes = 0, from = 'own') => addColumns(columnsOf(traces), bytes, from),
    addColumns,
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
      return kept && { resourceSpans: kept.pieces.map(read) };
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
      return kept && { traces: { resourceSpans: kept.pieces.map(read) }, provenance: kept };
    },
    has: (traceId) => traces.has(traceId),
    provenance: (traceId) => traces.get(traceId),
    table() {
      if (rebuild || table.spanCount + freshSpans > 2 * keptSpans + 1_000) {
        table = new TraceTable();
        fresh = [...traces.values()].flatMap(({ pieces }) => pieces);
        rebuild = false;
      }
      for (const piece of fresh) table.appendTraces({ resourceSpans: [read(piece)] });
      fresh = [];
      freshSpans = 0;
      return table;
    },
  };
}
