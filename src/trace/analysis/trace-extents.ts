/**
 * Where traces begin and end, which services take part, and which span stands at the top: in one pass over all spans, and
 * a second one where a root is missing. A trace whose root was kept back (a page's click that nobody exports, a sender
 * that is late) is told by the earliest span whose parent is not here.
 */
import { type SpanIndex, STATUS_CODES, type TraceReader } from '../model/types.ts';
import { isOrphan } from './orphans.ts';

export interface TraceExtent {
  readonly startNs: number;
  /** The last known end; the start, where nothing has ended. */
  readonly endNs: number;
  /** The earliest span without a parent. */
  readonly root: SpanIndex | undefined;
  /** The root; without one, the earliest span whose parent was not received. */
  readonly top: SpanIndex;
  readonly services: ReadonlyMap<string, ServiceStats>;
}
export interface ServiceStats {
  spanCount: number;
  errorCount: number;
}
interface Growing extends TraceExtent {
  startNs: number;
  endNs: number;
  root: SpanIndex | undefined;
  top: SpanIndex;
  readonly services: Map<string, ServiceStats>;
}

const STATUS_ERROR = STATUS_CODES.indexOf('error');

/** Of the traces whose ids are `wanted`, by id. */
export function traceExtents(
  table: TraceReader,
  wanted: { has(traceId: string): boolean },
): ReadonlyMap<string, TraceExtent> {
  const { columns, strings, spanCount } = table;
  const extents = new Map<string, Growing>();
  let extent: Growing | undefined;
  for (let index = 0; index < spanCount; index++) {
    const startNs = columns.startNs[index] ?? 0;
    const endNs = columns.endNs[index] ?? Number.NaN;
    // Spans of a trace come together, as a rule.
    if (index === 0 || columns.traceId[index] !== columns.traceId[index - 1]) {
      const traceId = strings.get(columns.traceId[index] ?? 0);
      extent = extents.get(traceId);
      if (extent === undefined && wanted.has(traceId)) {
        extent = { startNs, endNs: startNs, root: undefined, top: index as SpanIndex, services: new Map() };
        extents.set(traceId, extent);
      }
    }
    if (extent === undefined) continue;
    extent.startNs = Math.min(extent.startNs, startNs);
    if (endNs > extent.endNs) extent.endNs = endNs;
    count(extent.services, strings.get(columns.service[index] ?? 0), columns.status[index] === STATUS_ERROR);
    const isRoot = columns.parentSpanId[index] === 0;
    if (isRoot && (extent.root === undefined || startNs < (columns.startNs[extent.root] ?? 0)))
      extent.root = index as SpanIndex;
  }
  placeTops(table, extents);
  return extents;
}

/** Where parents go round in a circle there is no top: any span of it will do. */
function placeTops(table: TraceReader, extents: ReadonlyMap<string, Growing>): void {
  const { columns, strings, spanCount } = table;
  const rootless = new Set<Growing>();
  for (const extent of extents.values()) {
    if (extent.root !== undefined) extent.top = extent.root;
    else rootless.add(extent);
  }
  if (rootless.size === 0) return;
  const placed = new Set<Growing>();
  for (let index = 0; index < spanCount; index++) {
    const extent = extents.get(strings.get(columns.traceId[index] ?? 0));
    if (extent === undefined || !rootless.has(extent)) continue;
    if (!isOrphan(table, index as SpanIndex)) continue;
    const isEarlier = (columns.startNs[index] ?? 0) < (columns.startNs[extent.top] ?? 0);
    if (!placed.has(extent) || isEarlier) extent.top = index as SpanIndex;
    placed.add(extent);
  }
}

function count(services: Map<string, ServiceStats>, service: string, isError: boolean): void {
  let stats = services.get(service);
  if (stats === undefined) {
    stats = { spanCount: 0, errorCount: 0 };
    services.set(service, stats);
  }
  stats.spanCount++;
  if (isError) stats.errorCount++;
}
