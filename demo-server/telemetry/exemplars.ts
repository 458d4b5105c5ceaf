/**
 * Exemplars of the services here: for each bucket of each histogram, and for each counter, the newest measurement
 * that was made in a sampled span, so that a figure leads to a trace behind it. The SDK for JavaScript takes none yet; this is what the
 * specification calls a trace-based filter and a reservoir aligned to the buckets.
 *
 *   measurement --in a sampled span?--> (instrument, attributes) --bucket--> newest
 *
 * Bounded: beyond {@link MAX_STREAMS} streams of a service nothing new is taken, as the SDK stops telling them apart then, too.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk/#alignedhistogrambucketexemplarreservoir
 */
import { type Attributes, type Context, isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';

export interface Exemplar {
  readonly unixMs: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

export interface Measurement {
  readonly instrument: string;
  readonly attributes: Attributes | undefined;
  readonly value: number;
  readonly context: Context;
  /** Of the histogram's buckets; of a counter, none: it has one bucket. */
  readonly bounds: readonly number[];
}

const MAX_STREAMS = 1_000;
/** Of a histogram that was given none: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#explicit-bucket-histogram-aggregation */
export const DEFAULT_BOUNDS: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000,
];

export class ExemplarReservoir {
  /** Gone with their services. */
  readonly #services = new WeakMap<Resource, Map<string, Map<number, Exemplar>>>();
  readonly #wallMs: () => number;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  offer(resource: Resource, { instrument, attributes, value, context, bounds }: Measurement): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || !isSpanContextValid(span) || (span.traceFlags & TraceFlags.SAMPLED) === 0)
      return;
    let streams = this.#services.get(resource);
    if (streams === undefined) {
      streams = new Map();
      this.#services.set(resource, streams);
    }
    const key = keyOf(instrument, attributes);
    let stream = streams.get(key);
    if (stream === undefined) {
      if (streams.size >= MAX_STREAMS) return;
      stream = new Map();
      streams.set(key, stream);
    }
    const above = bounds.findIndex((bound) => value <= bound);
    const { traceId, spanId } = span;
    stream.set(above < 0 ? bounds.length : above, { unixMs: this.#wallMs(), value, traceId, spanId });
  }

  /** Of one stream, oldest first. */
  of(resource: Resource, instrument: string, attributes: Attributes): readonly Exemplar[] {
    const stream = this.#services.get(resource)?.get(keyOf(instrument, attributes));
    return stream === undefined ? [] : [...stream.values()].sort((a, b) => a.unixMs - b.unixMs);
  }
}

/** The order in which attributes were given makes no difference. */
function keyOf(instrument: string, attributes: Attributes = {}): string {
  return JSON.stringify([instrument, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
