/**
 * What hangs on spans but is stored elsewhere or names other spans: log records by span, links by index. Follows a
 * growing table: each call reads what is new, and what was open or unresolved the last time.
 */
import type { LogRecord, SpanIndex, SpanLink, TraceReader } from '../../trace/model/types.ts';
import type { LoadedLink } from '../render/frame.ts';

const NONE: readonly LogRecord[] = [];

export class SpanCompanions {
  readonly #logs = new Map<string, LogRecord[]>();
  readonly #resolved: LoadedLink[] = [];
  #unresolved: { readonly from: number; readonly link: SpanLink }[] = [];
  #open: number[] = [];
  #logsSeen = 0;
  #spansSeen = 0;

  extend(table: TraceReader): void {
    for (; this.#logsSeen < table.logs.length; this.#logsSeen++) {
      const log = table.logs[this.#logsSeen];
      if (log === undefined || log.spanId === '') continue;
      const key = `${log.traceId}:${log.spanId}`;
      const sameSpan = this.#logs.get(key);
      if (sameSpan === undefined) this.#logs.set(key, [log]);
      else sameSpan.push(log);
    }
    const stillOpen: number[] = [];
    const read = (span: number) => {
      // Links may be added until the end, so those of an open span are read when it has ended.
      if (Number.isNaN(table.columns.endNs[span])) stillOpen.push(span);
      else for (const link of table.links(span as SpanIndex)) this.#unresolved.push({ from: span, link });
    };
    for (const span of this.#open) read(span);
    for (; this.#spansSeen < table.spanCount; this.#spansSeen++) read(this.#spansSeen);
    this.#open = stillOpen;
    this.#unresolved = this.#unresolved.filter(({ from, link }) => {
      const to = table.findSpan(link.traceId, link.spanId);
      if (to !== undefined) this.#resolved.push({ from, to });
      return to === undefined;
    });
  }

  get openCount(): number {
    return this.#open.length;
  }

  get links(): readonly LoadedLink[] {
    return this.#resolved;
  }

  logsOf(table: TraceReader, span: number): readonly LogRecord[] {
    if (this.#logs.size === 0) return NONE;
    const { traceId, spanId } = table.columns;
    const key = `${table.strings.get(traceId[span] ?? 0)}:${table.strings.get(spanId[span] ?? 0)}`;
    return this.#logs.get(key) ?? NONE;
  }
}
