/**
 * The four graphs of a room, out of its spans as they end, second by second.
 *
 *   hub lock, hub acknowledge (device-gateway)    connections to hubs
 *   PRODUCER ends, CONSUMER ends                  queue depth: sent, less processed
 *   POST /rooms/:code/taps                        latency, as the phones have it
 *   INSERT, UPDATE, DELETE                        row writes
 *
 * Invariant: what is kept is bounded, by the length of the past and by samples a second.
 */
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR_DB_OPERATION_NAME } from '@opentelemetry/semantic-conventions';
import type { RoomFigure, RoomTotals } from './room-protocol.ts';
import type { TapAdmission } from './tap-admission.ts';

export type EndedSpan = Pick<ReadableSpan, 'name' | 'kind' | 'attributes'>;

export type TapsNow = Pick<TapAdmission, 'underWay' | 'waiting' | 'limit'>;

const PAST_SECONDS = 180;
const MAX_SAMPLES = 2_000;

export class RoomFigures {
  readonly #past: RoomFigure[] = [];
  readonly #totals = { tapped: 0, served: 0, refused: 0, failed: 0, answers: 0, spans: 0 };
  #second = emptySecond();
  #queued = 0;

  get past(): readonly RoomFigure[] {
    return this.#past;
  }
  get totals(): RoomTotals {
    return this.#totals;
  }
  /** Messages sent and not yet processed, now. */
  get queueDepth(): number {
    return this.#queued;
  }

  spanEnded({ name, kind, attributes }: EndedSpan): void {
    this.#totals.spans++;
    if (kind === SpanKind.PRODUCER) this.#queued++;
    // A span may be seen at its end only: what was sent before the room listened is not counted below nothing.
    else if (kind === SpanKind.CONSUMER) this.#queued = Math.max(0, this.#queued - 1);
    else if (kind === SpanKind.CLIENT && name.startsWith('hub ')) this.#second.connections++;
    else if (kind === SpanKind.CLIENT) {
      const operation = attributes[ATTR_DB_OPERATION_NAME];
      if (operation === 'INSERT') this.#second.inserts++;
      else if (operation === 'UPDATE') this.#second.updates++;
      else if (operation === 'DELETE') this.#second.deletes++;
    }
  }

  tapped(taps = 1): void {
    this.#totals.tapped += taps;
  }
  tapServed(durationMs: number): void {
    this.#totals.served++;
    if (this.#second.tapsMs.length < MAX_SAMPLES) this.#second.tapsMs.push(durationMs);
  }
  tapRefused(taps = 1): void {
    this.#totals.refused += taps;
  }
  tapFailed(): void {
    this.#totals.failed++;
  }
  answered(): void {
    this.#totals.answers++;
  }

  /** Ends the second. */
  tick(atUnixMs: number, taps: TapsNow): RoomFigure {
    const { tapsMs, ...counts } = this.#second;
    const sorted = tapsMs.sort((a, b) => a - b);
    const at = (p: number): number | null => sorted[Math.ceil(p * sorted.length) - 1] ?? null;
    const figure: RoomFigure = {
      atUnixMs,
      ...counts,
      queueDepth: this.#queued,
      tapsUnderWay: taps.underWay,
      tapsWaiting: taps.waiting,
      tapsAtOnce: taps.limit,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      totals: { ...this.#totals },
    };
    this.#second = emptySecond();
    this.#past.push(figure);
    if (this.#past.length > PAST_SECONDS) this.#past.shift();
    return figure;
  }
}

const emptySecond = () => ({ connections: 0, inserts: 0, updates: 0, deletes: 0, tapsMs: [] as number[] });
