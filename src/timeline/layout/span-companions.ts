/**
 * What hangs on spans but is stored elsewhere or names other spans: log records and measurements by span, links by index.
 * Follows a growing table: each call reads what is new, and what was open or unresolved the last time.
 */
import type { LogRecord, Metric, SpanIndex, SpanLink, TraceReader } from '../../trace/model/types.ts';
import type { LoadedLink } from '../render/frame.ts';
import type { SpanExemplar } from './span-marks.ts';

const NO_LOGS: readonly LogRecord[] = [];
const NO_EXEMPLARS: readonly SpanExemplar[] = [];
const NO_LINKS: readonly SpanLink[] = [];

export class SpanCompanions {
  readonly #logs = new Map<string, LogRecord[]>();
  #exemplars = new Map<string, SpanExemplar[]>();
  #metrics: readonly Metric[] = [];
  readonly #resolved: LoadedLink[] = [];
  #unresolved: { readonly from: number; readonly link: SpanLink }[] = [];
  #foreign: Map<number, SpanLink[]> | undefined;
  #open: number[] = [];
  #logsSeen = 0;
  #spansSeen = 0;

  extend(table: TraceReader): void {
    for (; this.#logsSeen < table.logs.length; this.#logsSeen++) {
      const log = table.logs[this.#logsSeen];
      if (log === undefined || log.spanId === '') continue;
      push(this.#logs, `${log.traceId}:${log.spanId}`, log);
    }
    if (this.#metrics !== table.metrics) this.#readExemplars(table.metrics);
    const stillOpen: number[] = [];
    const hasLinks = table.linkCount !== 0;
    const { spanCount } = table;
    const { endNs } = table.columns;
    const read = (span: number) => {
      // Links may be added until the end, so those of an open span are read when it has ended.
      if (Number.isNaN(endNs[span])) stillOpen.push(span);
      else if (hasLinks) {
        for (const link of table.links(span as SpanIndex)) this.#unresolved.push({ from: span, link });
      }
    };
    for (const span of this.#open) read(span);
    for (; this.#spansSeen < spanCount; this.#spansSeen++) read(this.#spansSeen);
    this.#open = stillOpen;
    this.#unresolved = this.#unresolved.filter(({ from, link }) => {
      const to = table.findSpan(link.traceId, link.spanId);
      if (to !== undefined) this.#resolved.push({ from, to });
      return to === undefined;
    });
    this.#foreign = undefined;
  }

  get openCount(): number {
    return this.#open.length;
  }

  get links(): readonly LoadedLink[] {
    return this.#resolved;
  }

  /** Links of a span to spans that are not in the table, as a rule because they are of another trace. */
  foreignLinksOf(span: number): readonly SpanLink[] {
    if (this.#unresolved.length === 0) return NO_LINKS;
    if (this.#foreign === undefined) {
      this.#foreign = new Map();
      for (const { from, link } of this.#unresolved) push(this.#foreign, from, link);
    }
    return this.#foreign.get(span) ?? NO_LINKS;
  }

  logsOf(table: TraceReader, span: number): readonly LogRecord[] {
    return this.#logs.size === 0 ? NO_LOGS : (this.#logs.get(keyOf(table, span)) ?? NO_LOGS);
  }

  exemplarsOf(table: TraceReader, span: number): readonly SpanExemplar[] {
    return this.#exemplars.size === 0
      ? NO_EXEMPLARS
      : (this.#exemplars.get(keyOf(table, span)) ?? NO_EXEMPLARS);
  }

  /** Of each point only the newest are kept, so they are read anew; there are few. */
  #readExemplars(metrics: readonly Metric[]): void {
    this.#metrics = metrics;
    this.#exemplars = new Map();
    for (const { name, unit, points } of metrics) {
      for (const { exemplars = [] } of points) {
        for (const exemplar of exemplars) {
          if (exemplar.spanId === '' || Number.isNaN(exemplar.timeNs)) continue;
          push(this.#exemplars, `${exemplar.traceId}:${exemplar.spanId}`, { metric: name, unit, exemplar });
        }
      }
    }
  }
}

function keyOf(table: TraceReader, span: number): string {
  const { traceId, spanId } = table.columns;
  return `${table.strings.get(traceId[span] ?? 0)}:${table.strings.get(spanId[span] ?? 0)}`;
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}
