/**
 * What this replica counts of a room: taps as they are answered, and its spans as they end. Told once a second; the figures of
 * the wall are those of all replicas (`figure-facts.ts`).
 *
 *   hub lock, hub acknowledge (device-gateway)    connections to hubs
 *   PRODUCER ends, CONSUMER ends                  queue depth: sent, less processed
 *   POST /rooms/:code/taps                        latency, as the phones have it
 *   INSERT, UPDATE, DELETE                        row writes
 *
 * Invariants: sums only grow; times of taps are kept until they were heard, and bounded.
 */
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR_DB_OPERATION_NAME } from '@opentelemetry/semantic-conventions';
import { NO_SUMS } from './figure-facts.ts';
import type { SecondEntry, Sums } from './room-entry.ts';
import type { TapAdmission } from './tap-admission.ts';

export type EndedSpan = Pick<ReadableSpan, 'name' | 'kind' | 'attributes'>;

export type TapsNow = Pick<TapAdmission, 'underWay' | 'waiting' | 'limit'>;

const MAX_SAMPLES = 2_000;
const WRITES: Readonly<Record<string, 'inserts' | 'updates' | 'deletes'>> = {
  INSERT: 'inserts',
  UPDATE: 'updates',
  DELETE: 'deletes',
};

export class RoomFigures {
  readonly #sums: { -readonly [what in keyof Sums]: number } = { ...NO_SUMS };
  /** Those not heard yet, in tenths of a millisecond; the first has number `#firstTap`. */
  #tapsMs: number[] = [];
  #firstTap = 0;
  /** As they were heard last. */
  #heardSums: Sums = NO_SUMS;
  #isExpected = false;

  get sums(): Sums {
    return this.#sums;
  }

  /** Messages sent and not yet processed, now: those that all replicas told, and what was counted here since. */
  queueDepth(told: number): number {
    const since = (what: 'sent' | 'processed') => this.#sums[what] - this.#heardSums[what];
    return Math.max(0, told + since('sent') - since('processed'));
  }

  spanEnded({ name, kind, attributes }: EndedSpan): void {
    this.#sums.spans++;
    if (kind === SpanKind.PRODUCER) this.#sums.sent++;
    else if (kind === SpanKind.CONSUMER) this.#sums.processed++;
    else if (kind === SpanKind.CLIENT && name.startsWith('hub ')) this.#sums.connections++;
    else if (kind === SpanKind.CLIENT) {
      const write = WRITES[String(attributes[ATTR_DB_OPERATION_NAME])];
      if (write !== undefined) this.#sums[write]++;
    }
  }

  tapped(taps = 1): void {
    this.#sums.tapped += taps;
  }
  tapServed(durationMs: number): void {
    this.#sums.served++;
    if (this.#tapsMs.length < MAX_SAMPLES) this.#tapsMs.push(Math.round(durationMs * 10) / 10);
  }
  tapRefused(taps = 1): void {
    this.#sums.refused += taps;
  }
  tapFailed(): void {
    this.#sums.failed++;
  }

  /** What is to be told now; undefined when there is nothing new, and nobody waits for it. */
  second(taps: TapsNow, isWatched: boolean): SecondEntry | undefined {
    const { underWay, waiting, limit: atOnce } = taps;
    const sums = { ...this.#sums };
    const more = isWatched || underWay + waiting > 0;
    if (!more && !this.#isExpected && JSON.stringify(sums) === JSON.stringify(this.#heardSums))
      return undefined;
    return {
      type: 'second',
      sums,
      underWay,
      waiting,
      atOnce,
      tapsMs: [...this.#tapsMs],
      firstTap: this.#firstTap,
      more,
    };
  }
  /** It is in the log: its times need not be told again. */
  heard({ sums, tapsMs, firstTap, more }: SecondEntry): void {
    const heard = Math.max(0, firstTap + tapsMs.length - this.#firstTap);
    this.#tapsMs = this.#tapsMs.slice(heard);
    this.#firstTap += heard;
    this.#heardSums = sums;
    this.#isExpected = more;
  }
}
