/**
 * The traces of a room that are worth the wall's space: the newest, as they come. Everyone taps at once, so there are more
 * than anybody can read; the others are counted, not drawn.
 *
 *   feed --> by trace (bounded) --> the newest, and those that began shortly before it --> one table
 *
 * One table has one scale: traces that began long before the newest would make all of them hair lines.
 */
import type { OtlpResourceSpans, OtlpSpan, OtlpTraces } from '../../trace/model/otlp-json.ts';
import { TraceTable } from '../../trace/model/trace-table.ts';

const MAX_TRACES_KEPT = 64;
const MAX_SPANS_A_TRACE = 200;
const MAX_TRACES_SHOWN = 6;
const SHOWN_BEFORE_NEWEST_MS = 400;

interface KeptTrace {
  startMs: number;
  spans: number;
  readonly started: OtlpResourceSpans[];
  readonly ended: OtlpResourceSpans[];
}

export class NewestTraces {
  /** In the order in which they were first heard of. */
  readonly #traces = new Map<string, KeptTrace>();
  #seen = 0;
  #version = 0;

  /** How many traces there have been. */
  get seen(): number {
    return this.#seen;
  }
  /** Grows with all that is added. */
  get version(): number {
    return this.#version;
  }

  add(type: 'spans-started' | 'traces', body: OtlpTraces): void {
    for (const { resource, scope, span } of spansIn(body)) {
      const { traceId } = span;
      if (typeof traceId !== 'string') continue;
      const trace = this.#traces.get(traceId) ?? this.#newTrace(traceId, startMsOf(span));
      if (trace.spans >= MAX_SPANS_A_TRACE) continue;
      trace.spans++;
      trace.startMs = Math.min(trace.startMs, startMsOf(span));
      const holder: OtlpResourceSpans = {
        ...(resource && { resource }),
        scopeSpans: [{ ...(scope && { scope }), spans: [span] }],
      };
      (type === 'traces' ? trace.ended : trace.started).push(holder);
      this.#version++;
    }
  }

  /** A fresh table of the newest traces, oldest first. */
  table(): TraceTable {
    const byStart = [...this.#traces.values()].sort((a, b) => b.startMs - a.startMs);
    const newestMs = byStart[0]?.startMs ?? 0;
    const shown = byStart
      .slice(0, MAX_TRACES_SHOWN)
      .filter(({ startMs }) => newestMs - startMs <= SHOWN_BEFORE_NEWEST_MS)
      .reverse();
    const table = new TraceTable();
    table.appendStarted({ resourceSpans: shown.flatMap(({ started }) => started) });
    table.appendTraces({ resourceSpans: shown.flatMap(({ ended }) => ended) });
    return table;
  }

  #newTrace(traceId: string, startMs: number): KeptTrace {
    const trace: KeptTrace = { startMs, spans: 0, started: [], ended: [] };
    this.#traces.set(traceId, trace);
    this.#seen++;
    if (this.#traces.size > MAX_TRACES_KEPT) {
      const [oldest] = this.#traces.keys();
      if (oldest !== undefined) this.#traces.delete(oldest);
    }
    return trace;
  }
}

function* spansIn({ resourceSpans = [] }: OtlpTraces) {
  for (const { resource, scopeSpans = [] } of resourceSpans)
    for (const { scope, spans = [] } of scopeSpans) for (const span of spans) yield { resource, scope, span };
}

/** Milliseconds are enough to put traces in order. */
function startMsOf({ startTimeUnixNano }: OtlpSpan): number {
  const ms = Number(startTimeUnixNano) / 1e6;
  return Number.isFinite(ms) ? ms : 0;
}
