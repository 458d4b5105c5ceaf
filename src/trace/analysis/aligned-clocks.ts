/**
 * A table as it would look if the clocks of all processes agreed: each process's times moved by its offset (see
 * `clock-skew.ts`). The table itself stays as it was sent; this is a way of looking at it, and `shiftNs` says of each span
 * by how much it is seen elsewhere.
 */
import { seenThrough } from '../model/seen-through.ts';
import type { LogRecord, SpanColumns, SpanIndex, TraceReader } from '../model/types.ts';

/** What is seen of one version of the table. */
interface Seen {
  readonly version: number;
  readonly columns: SpanColumns;
  readonly startNs: number;
  readonly endNs: number;
  /** Once asked for: whoever walks them asks for the list again and again. */
  logs?: readonly LogRecord[];
}

export function alignClocks(table: TraceReader, offsetNs: ReadonlyMap<number, number>): TraceReader {
  const shiftNs = (span: number) => offsetNs.get(table.columns.resource[span] ?? -1) ?? 0;
  let seen: Seen | undefined;
  const look = () => {
    if (seen?.version === table.version) return seen;
    const { columns, spanCount } = table;
    const startNs = columns.startNs.slice(0, spanCount);
    const endNs = columns.endNs.slice(0, spanCount);
    let [firstNs, lastNs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let span = 0; span < spanCount; span++) {
      const start = (startNs[span] ?? 0) + shiftNs(span);
      const end = (endNs[span] ?? Number.NaN) + shiftNs(span);
      startNs[span] = start;
      endNs[span] = end;
      firstNs = Math.min(firstNs, start);
      lastNs = Math.max(lastNs, start, Number.isNaN(end) ? start : end);
    }
    seen = {
      version: table.version,
      columns: { ...columns, startNs, endNs },
      startNs: spanCount === 0 ? 0 : firstNs,
      endNs: spanCount === 0 ? 0 : lastNs,
    };
    return seen;
  };
  const moved = <Moment extends { readonly timeNs: number }>(moment: Moment, byNs: number): Moment =>
    byNs === 0 ? moment : { ...moment, timeNs: moment.timeNs + byNs };
  const spanOf = (traceId: string, spanId: string) => table.findSpan(traceId, spanId) ?? -1;
  return seenThrough(table, {
    get columns() {
      return look().columns;
    },
    get logs() {
      const now = look();
      now.logs ??= table.logs.map((log) => moved(log, shiftNs(spanOf(log.traceId, log.spanId))));
      return now.logs;
    },
    events: (span: SpanIndex) => table.events(span).map((event) => moved(event, shiftNs(span))),
    bounds: () => ({ startNs: look().startNs, endNs: look().endNs }),
    shiftNs,
  });
}
