/**
 * The newest telemetry in memory, for searching, and all of it in an archive.
 *
 *   received --> group --one transaction--> archive --> memory --> its sender is answered
 *   own -------> memory --> the next group, behind the back of whoever emitted it
 *
 * Every trace in memory is whole: one that had left and goes on is brought back from the archive first. Whether a span
 * is new is therefore known from memory alone.
 */
import type { Archive, ArchivedRequest, ArchivedSpans, Source } from './archive.ts';
import { groupCommit } from './group-commit.ts';
import { MAX_SPANS, MAX_TRACES, type MemoryTraceStore, memoryTraceStore } from './memory.ts';
import { columnsOf, type SpanColumns } from './span-columns.ts';
import type { TraceStore } from './trace-store.ts';
import { provenanceOf } from './viewer.ts';

/** Of one transaction; a request with more is one alone. */
const MAX_GROUP_RECORDS = 20_000;
const SPREAD_TRACES = 100;
/** Records of the demo server itself that may wait for the disk. */
const MAX_OWN_WAITING = 20_000;

type Write =
  | { readonly type: 'spans'; readonly columns: SpanColumns; readonly bytes: number; readonly from: Source }
  /** They are in memory already. */
  | { readonly type: 'own'; readonly spans: ArchivedSpans }
  | { readonly type: 'request'; readonly request: ArchivedRequest }
  | { readonly type: 'retain' };

export interface ArchivedTelemetry {
  readonly traces: TraceStore;
  /** Resolves when a received request is kept; one of the demo server itself is kept behind. */
  keep(request: ArchivedRequest): Promise<void>;
  /** Lets go of what is too old or too much. */
  retain(): Promise<void>;
  /** Resolves when what was given is kept, or was not. */
  flush(): Promise<void>;
  /** Own records that did not make it to the disk. */
  readonly ownNotKept: number;
  close(): Promise<void>;
}

/** Resolves when the newest of the archive is in memory. */
export async function archivedTelemetry(
  archive: Archive,
  report: (error: unknown) => void,
  memory: MemoryTraceStore = memoryTraceStore(),
): Promise<ArchivedTelemetry> {
  let ownWaiting = 0;
  let ownNotKept = 0;
  let isFailing = false;

  const hasLeft = (traceId: string): boolean => !memory.has(traceId) && archive.mayHold(traceId);
  /** Their spans are noted in `seen`: those that come back first may have left again when the last are here. */
  const bringBack = async (traceIds: readonly string[], seen: Set<string>) => {
    for (const { traces, bytes, isReceived } of await archive.traces(traceIds)) {
      const columns = columnsOf(traces);
      for (let row = 0; row < columns.length; row++) seen.add(spanKey(columns, row));
      await memory.addColumns(columns, bytes, isReceived ? 'received' : 'own');
    }
  };
  const newRows = (columns: SpanColumns): readonly number[] =>
    Array.from({ length: columns.length }, (_, row) => row).filter(
      (row) => !memory.holds(columns.traceId(row), columns.fingerprint(row)),
    );
  const commit = async (group: readonly Write[]) => {
    const late = new Set<string>();
    /** Traces that are kept already, or will be by a write before. */
    const begun = new Set<string>();
    const rowsOf = new Map<Write, readonly number[]>();
    for (const write of group) {
      if (write.type !== 'spans') continue;
      for (const id of traceIdsOf(write.columns)) {
        if (hasLeft(id)) late.add(id);
        if (memory.has(id) || archive.mayHold(id)) begun.add(id);
      }
      // By the memory of now: what is brought back pushes others out.
      rowsOf.set(write, newRows(write.columns));
    }
    const seen = new Set<string>();
    if (late.size > 0) await bringBack([...late], seen);

    const spans: ArchivedSpans[] = [];
    for (const write of group) {
      if (write.type === 'own') spans.push(write.spans);
      else if (write.type === 'spans') {
        const { columns, from } = write;
        const rows = (rowsOf.get(write) ?? []).filter(
          (row) => seen.size !== seen.add(spanKey(columns, row)).size,
        );
        if (rows.length > 0) spans.push({ columns, rows, from });
      }
    }
    const requests = group.flatMap((write) => (write.type === 'request' ? [write.request] : []));
    if (spans.length + requests.length > 0) await archive.commit(spans, requests);
    if (group.some(({ type }) => type === 'retain')) await archive.retain().catch(report);

    for (const write of group) {
      if (write.type !== 'spans') continue;
      // Others may have pushed one out meanwhile: rather none of it in memory than a part.
      const ids = traceIdsOf(write.columns);
      const parts = [...ids].filter((traceId) => begun.has(traceId) && !memory.has(traceId));
      await memory.addColumns(write.columns, write.bytes, write.from);
      for (const traceId of parts) memory.forget(traceId);
      for (const traceId of ids) begun.add(traceId);
    }
  };
  const groups = groupCommit(commit, recordsOf, MAX_GROUP_RECORDS);

  /** Nobody waits for it, so it is bounded here, and a failure is told once until it goes again. */
  const behind = (write: Write): void => {
    const records = recordsOf(write);
    if (records === 0) return;
    if (ownWaiting + records > MAX_OWN_WAITING) {
      ownNotKept += records;
      return;
    }
    ownWaiting += records;
    groups
      .add(write)
      .then(
        () => {
          isFailing = false;
        },
        (error) => {
          ownNotKept += records;
          if (!isFailing) report(error);
          isFailing = true;
        },
      )
      .finally(() => {
        ownWaiting -= records;
      });
  };

  for await (const portion of archive.newestTraces(MAX_TRACES, MAX_SPANS))
    for (const { traces, bytes, isReceived } of portion)
      await memory.add(traces, bytes, isReceived ? 'received' : 'own');

  return {
    traces: {
      addReceived: (columns, bytes) => groups.add({ type: 'spans', columns, bytes, from: 'received' }),
      async add(traces, bytes = 0, from = 'own') {
        const columns = columnsOf(traces);
        const write: Write = { type: 'spans', columns, bytes, from };
        if (from === 'received') return groups.add(write);
        if ([...traceIdsOf(columns)].some(hasLeft)) return behind(write);
        const spans: ArchivedSpans = { columns, rows: newRows(columns), from };
        const kept = memory.addColumns(columns, bytes, from);
        behind({ type: 'own', spans });
        return kept;
      },
      get olderTraces() {
        return Math.max(0, archive.traceCount - memory.keptTraces);
      },
      newestTraces: memory.newestTraces,
      older: archive.older,
      spread: () => archive.spread(SPREAD_TRACES),
      resources: archive.resources,
      get allSpans() {
        return Math.max(archive.spanCount, memory.keptSpans);
      },
      get nextPlace() {
        return archive.nextPlace;
      },
      get departures() {
        return archive.departures;
      },
      async find(traceId) {
        const kept = await memory.find(traceId);
        if (kept !== undefined || !archive.mayHold(traceId)) return kept;
        const [archived] = await archive.traces([traceId]);
        return archived && { traces: archived.traces, provenance: provenanceOf(archived) };
      },
      trace: (traceId) => memory.trace(traceId),
      provenance: (traceId) => memory.provenance(traceId),
      table: () => memory.table(),
      has: (traceId) => memory.has(traceId),
      get keptTraces() {
        return memory.keptTraces;
      },
      get keptSpans() {
        return memory.keptSpans;
      },
      get seenTraces() {
        return memory.seenTraces;
      },
    },
    async keep(request) {
      const write: Write = { type: 'request', request };
      if (request.from === 'received') await groups.add(write);
      else behind(write);
    },
    retain: () => groups.add({ type: 'retain' }),
    flush: groups.idle,
    get ownNotKept() {
      return ownNotKept;
    },
    async close() {
      await groups.idle();
      await archive.close();
    },
  };
}

function recordsOf(write: Write): number {
  if (write.type === 'request') return write.request.records;
  if (write.type === 'own') return write.spans.rows.length;
  return write.type === 'retain' ? 0 : write.columns.length;
}

/** Equal for a span that comes again. */
const spanKey = (columns: SpanColumns, row: number): string =>
  columns.traceId(row) + columns.fingerprint(row);

function traceIdsOf(columns: SpanColumns): ReadonlySet<string> {
  const { traceId } = columns.rows.arrays;
  const ids = new Set(traceId.subarray(0, columns.length));
  return new Set(Array.from(ids, (id) => columns.text(id)));
}
