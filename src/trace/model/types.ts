/**
 * The shapes in which the rest of the engine reads telemetry: columns for spans, plain records for what hangs on them.
 *
 * Invariants
 * - A span's index never changes and is never reused; a span that ends, or arrives again, is updated in place.
 * - Times are nanoseconds from `originUnixNano` as float64 (exact to below a nanosecond for 100 days); a span older
 *   than the origin has a negative start. `endNs` is NaN while a span is open.
 * - `parent` is the *index* of the parent in the same trace, or -1 while it has not arrived (or there is none). It is
 *   data as sent: it may contain cycles. Whoever walks it must bound the walk.
 */
declare const spanIndex: unique symbol;
export type SpanIndex = number & { readonly [spanIndex]: true };
export const NO_SPAN = -1 as SpanIndex;

/** Index into {@link TraceReader.strings}; 0 is the empty string. */
export type StringId = number;

export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

/** OTLP `Span.SpanKind`, by its number. */
export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
/** OTLP `Status.StatusCode`, by its number. */
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;

/** One typed array a column; each is valid for indexes below `TraceReader.spanCount` (its own length is capacity). */
export interface SpanColumns {
  readonly traceId: Uint32Array;
  readonly spanId: Uint32Array;
  readonly parentSpanId: Uint32Array;
  readonly parent: Int32Array;
  readonly name: Uint32Array;
  readonly service: Uint32Array;
  readonly scope: Uint32Array;
  /** Index into the table's resources, see {@link TraceReader.resourceAttributes}. */
  readonly resource: Uint32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly statusMessage: Uint32Array;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  /** 1 where the sender gave no start, and `startNs` is where the span was put. */
  readonly startIsGuess?: Uint8Array;
}

export interface SpanEvent {
  readonly timeNs: number;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}
export interface LogRecord {
  readonly timeNs: number;
  readonly severityNumber: number;
  readonly severityText: string;
  /** Empty for a plain log; set for an event ("a log record with a name"). */
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
}
export interface MetricPoint {
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly timeNs: number;
  /** Since when the value counts, where the sender says so. */
  readonly startNs?: number;
  /** Sum and gauge: the value. Histogram: the sum. */
  readonly value: number;
  /** Histograms only. Bucket i holds values in (bounds[i - 1], bounds[i]]; there is one bucket more than bounds. */
  readonly count?: number;
  readonly bounds?: readonly number[];
  readonly bucketCounts?: readonly number[];
  readonly min?: number;
  readonly max?: number;
  /** Left out when there are none. */
  readonly exemplars?: readonly MetricExemplar[];
}
/** One measurement that went into a point, and the span in which it was made (ids empty where the sender gives none). */
export interface MetricExemplar {
  readonly timeNs: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}
/**
 * The newest state of one instrument of one service. Cumulative streams: the last report wins; delta streams: reports are
 * added up. Two instances of a service that report the same attributes make two points.
 */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: 'sum' | 'gauge' | 'histogram' | 'exponential-histogram';
  readonly monotonic: boolean;
  readonly service: string;
  readonly points: readonly MetricPoint[];
}

/** What the engine, the timeline and the checks read. Implemented by `TraceTable`, which also appends. */
export interface TraceReader {
  /** Grows with each append that changed something; derived views compare it. */
  readonly version: number;
  readonly spanCount: number;
  readonly originUnixNano: bigint;
  readonly columns: SpanColumns;
  readonly strings: { get(id: StringId): string; find(text: string): StringId | undefined };
  attribute(span: SpanIndex, key: string): AttributeValue | undefined;
  attributes(span: SpanIndex): ReadonlyMap<string, AttributeValue>;
  resourceAttributes(span: SpanIndex): ReadonlyMap<string, AttributeValue>;
  scopeVersion(span: SpanIndex): string;
  scopeAttributes(span: SpanIndex): ReadonlyMap<string, AttributeValue>;
  events(span: SpanIndex): readonly SpanEvent[];
  links(span: SpanIndex): readonly SpanLink[];
  /** Of all spans together, where that is known. */
  readonly linkCount?: number | undefined;
  findSpan(traceId: string, spanId: string): SpanIndex | undefined;
  readonly logs: readonly LogRecord[];
  readonly metrics: readonly Metric[];
  /** Earliest start and latest known time, in ns from the origin; both 0 when empty. */
  bounds(): { readonly startNs: number; readonly endNs: number };
  /** Only where a table is seen with its clocks aligned: what was added to the span's times to show them. */
  shiftNs?(span: number): number;
}
