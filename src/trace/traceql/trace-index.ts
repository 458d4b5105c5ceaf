/**
 * What TraceQL asks about whole traces: which spans make one, its root, its duration, who is whose child. Derived from
 * a table once per version and kept beside it; each part is made when first asked for. All passes are linear in the
 * number of spans, and cycles and missing parents end them like roots do.
 */
import { NO_SPAN, type SpanIndex, type StringId, type TraceReader } from '../model/types.ts';

export interface TraceSpans {
  readonly traceId: StringId;
  /** In index order. */
  readonly spans: readonly SpanIndex[];
}

/** Tempo's numbering: a span's descendants have their `left` between its `left` and `right`. */
export interface NestedSets {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** `left` of the parent, -1 for a root, 0 where the parent has not arrived. */
  readonly parent: Int32Array;
}

export class TraceIndex {
  readonly version: number;
  readonly traces: readonly TraceSpans[];
  /** One byte a span for whoever needs to mark some for a moment; all zero between uses. */
  readonly marks: Uint8Array;
  readonly #table: TraceReader;
  /** By span: its position in {@link traces}. */
  readonly #traceOf: Uint32Array;
  #roots: Int32Array | undefined;
  #durations: Float64Array | undefined;
  #childCounts: Uint32Array | undefined;
  #nestedSets: NestedSets | undefined;

  constructor(table: TraceReader) {
    const { spanCount, columns } = table;
    const positions = new Map<StringId, number>();
    const spans: SpanIndex[][] = [];
    const ids: StringId[] = [];
    this.#traceOf = new Uint32Array(spanCount);
    let position: number | undefined;
    for (let span = 0; span < spanCount; span++) {
      const traceId = columns.traceId[span] as number;
      // Spans of a trace come together, as a rule.
      if (span === 0 || traceId !== columns.traceId[span - 1]) position = positions.get(traceId);
      if (position === undefined) {
        position = ids.push(traceId) - 1;
        positions.set(traceId, position);
        spans.push([]);
      }
      spans[position]?.push(span as SpanIndex);
      this.#traceOf[span] = position;
    }
    this.traces = ids.map((traceId, position) => ({ traceId, spans: spans[position] ?? [] }));
    this.marks = new Uint8Array(spanCount);
    this.#table = table;
    this.version = table.version;
  }

  /** The first span to start among those sent without a parent; {@link NO_SPAN} while none has arrived. */
  root(span: SpanIndex): SpanIndex {
    this.#roots ??= this.#findRoots();
    return (this.#roots[this.#traceOf[span] as number] ?? NO_SPAN) as SpanIndex;
  }

  /** From the first start to the last known end, in ns; NaN while no span has ended. */
  traceDuration(span: SpanIndex): number {
    this.#durations ??= this.#measureTraces();
    return this.#durations[this.#traceOf[span] as number] ?? Number.NaN;
  }

  childCount(span: SpanIndex): number {
    this.#childCounts ??= this.#countChildren();
    return this.#childCounts[span] ?? 0;
  }

  nestedSets(): NestedSets {
    this.#nestedSets ??= this.#numberNestedSets();
    return this.#nestedSets;
  }

  #findRoots(): Int32Array {
    const { columns } = this.#table;
    const roots = new Int32Array(this.traces.length).fill(NO_SPAN);
    for (const [position, { spans }] of this.traces.entries()) {
      let earliest = Number.POSITIVE_INFINITY;
      for (const span of spans) {
        if (columns.parentSpanId[span] !== 0 || (columns.startNs[span] as number) >= earliest) continue;
        earliest = columns.startNs[span] as number;
        roots[position] = span;
      }
    }
    return roots;
  }

  #measureTraces(): Float64Array {
    const { startNs, endNs } = this.#table.columns;
    return Float64Array.from(this.traces, ({ spans }) => {
      let start = Number.POSITIVE_INFINITY;
      let end = Number.NEGATIVE_INFINITY;
      for (const span of spans) {
        start = Math.min(start, startNs[span] as number);
        const spanEnd = endNs[span] as number;
        if (spanEnd > end) end = spanEnd;
      }
      return end === Number.NEGATIVE_INFINITY ? Number.NaN : end - start;
    });
  }

  #countChildren(): Uint32Array {
    const { parent } = this.#table.columns;
    const counts = new Uint32Array(this.#table.spanCount);
    for (let span = 0; span < counts.length; span++) {
      const parentIndex = parent[span] as number;
      if (parentIndex >= 0) counts[parentIndex] = (counts[parentIndex] as number) + 1;
    }
    return counts;
  }

  /** Depth first from each root, per trace. Spans that no root reaches (orphans, cycles) keep 0, and so never match. */
  #numberNestedSets(): NestedSets {
    const { spanCount, columns } = this.#table;
    const left = new Int32Array(spanCount);
    const right = new Int32Array(spanCount);
    const parent = new Int32Array(spanCount);
    const firstChild = new Int32Array(spanCount).fill(NO_SPAN);
    const nextSibling = new Int32Array(spanCount).fill(NO_SPAN);
    for (let span = spanCount - 1; span >= 0; span--) {
      const parentIndex = columns.parent[span] as number;
      if (parentIndex < 0) continue;
      nextSibling[span] = firstChild[parentIndex] as number;
      firstChild[parentIndex] = span;
    }
    for (const { spans } of this.traces) {
      let number = 1;
      for (const root of spans) {
        if (columns.parentSpanId[root] !== 0) continue;
        parent[root] = -1;
        for (let span: number = root; span !== NO_SPAN; ) {
          if (left[span] === 0) {
            left[span] = number++;
            const child = firstChild[span] as number;
            if (child !== NO_SPAN) {
              parent[child] = left[span] as number;
              span = child;
              continue;
            }
          }
          right[span] = number++;
          if (span === root) break;
          const sibling = nextSibling[span] as number;
          const parentIndex = columns.parent[span] as number;
          if (sibling !== NO_SPAN) parent[sibling] = left[parentIndex] as number;
          span = sibling !== NO_SPAN ? sibling : parentIndex;
        }
      }
    }
    return { left, right, parent };
  }
}

const indexes = new WeakMap<TraceReader, TraceIndex>();

export function traceIndexOf(table: TraceReader): TraceIndex {
  let index = indexes.get(table);
  if (index === undefined || index.version !== table.version) {
    index = new TraceIndex(table);
    indexes.set(table, index);
  }
  return index;
}
