/** Where traces begin and end, which services take part, and which span is the root: in one pass over all spans. */
import { type SpanIndex, STATUS_CODES, type TraceReader } from '../model/types.ts';

export interface TraceExtent {
  readonly startNs: number;
  /** The last known end; the start, where nothing has ended. */
  readonly endNs: number;
  /** The earliest span without a parent. */
  readonly root: SpanIndex | undefined;
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
  for (let index = 0; index < spanCount; index++) {
    const traceId = strings.get(columns.traceId[index] ?? 0);
    if (!wanted.has(traceId)) continue;
    const startNs = columns.startNs[index] ?? 0;
    const endNs = columns.endNs[index] ?? Number.NaN;
    let extent = extents.get(traceId);
    if (extent === undefined) {
      extent = { startNs, endNs: startNs, root: undefined, services: new Map() };
      extents.set(traceId, extent);
    }
    extent.startNs = Math.min(extent.startNs, startNs);
    if (endNs > extent.endNs) extent.endNs = endNs;
    count(extent.services, strings.get(columns.service[index] ?? 0), columns.status[index] === STATUS_ERROR);
    const isRoot = columns.parentSpanId[index] === 0;
    if (isRoot && (extent.root === undefined || startNs < (columns.startNs[extent.root] ?? 0)))
      extent.root = index as SpanIndex;
  }
  return extents;
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
