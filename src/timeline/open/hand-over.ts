/** A table between threads: its buffers change hands, its objects are copied a portion at a time. */
import type { FileTable } from '../../trace/formats/file-table.ts';
import type { FromWorker } from './reading-messages.ts';

/** So many objects are copied within a few milliseconds. */
const PORTION = 1_000;

/** The buffers behind all typed arrays in an object of objects. Lists and maps hold none. */
export function buffersOf(data: object): ArrayBufferLike[] {
  const buffers = new Set<ArrayBufferLike>();
  const left: unknown[] = [data];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (ArrayBuffer.isView(next)) buffers.add(next.buffer);
    else if (typeof next === 'object' && next !== null && Object.getPrototypeOf(next) === Object.prototype) {
      left.push(...Object.values(next));
    }
  }
  return [...buffers];
}

export function* portions({ logTable, metricTable, reports }: FileTable): Iterable<FromWorker> {
  const { records, sources } = logTable;
  for (let from = 0; from < records.length; from += PORTION) {
    const end = from + PORTION;
    yield { type: 'logs', records: records.slice(from, end), sources: sources.slice(from, end) };
  }
  for (const instruments of bySize(metricTable.instruments, ([, { points }]) => points.size)) {
    yield { type: 'instruments', instruments };
  }
  for (const part of bySize(reports, pointsIn)) yield { type: 'metric-reports', reports: part };
}

/** What the page has, once all portions are in, is what the worker had. */
export function takePortion(table: FileTable, message: FromWorker): void {
  if (message.type === 'logs') table.logTable.take(message.records, message.sources);
  if (message.type === 'instruments') table.metricTable.take(message.instruments);
  if (message.type === 'metric-reports') table.reports.push(...message.reports);
}

/** Lists of items that together are about a {@link PORTION}; a larger item goes alone. */
function* bySize<Item>(items: Iterable<Item>, sizeOf: (item: Item) => number): Iterable<readonly Item[]> {
  let part: Item[] = [];
  let size = 0;
  for (const item of items) {
    const own = Math.max(1, sizeOf(item));
    if (part.length > 0 && size + own > PORTION) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(item);
    size += own;
  }
  if (part.length > 0) yield part;
}

function pointsIn({ scopeMetrics }: FileTable['reports'][number]): number {
  let points = 0;
  if (!Array.isArray(scopeMetrics)) return 1;
  for (const { metrics } of scopeMetrics as readonly { readonly metrics?: unknown }[]) {
    points += Array.isArray(metrics) ? metrics.length * 4 : 1;
  }
  return points;
}
