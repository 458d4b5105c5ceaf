/**
 * Between OTLP's 64-bit Unix nanoseconds and float64 nanoseconds from an origin (the first time that arrived).
 *
 *   "1700000000 123456789"     seconds and nanoseconds are subtracted separately, so nothing passes through a float
 *    seconds    nanoseconds    that cannot hold it; the result is exact within 2^53 ns (104 days) of the origin.
 *
 * 0 means "unknown" in OTLP and reads as absent.
 */
import { type ProblemLog, shown } from './problems.ts';

const NANOS_PER_SECOND = 1_000_000_000;
const NANO_DIGITS = 9;
const MAX_U64 = 18_446_744_073_709_551_615n;
const MAX_U64_DIGITS = 20;

export interface PackedOrigin {
  readonly seconds: number;
  readonly nanos: number;
  readonly known: boolean;
}

export class TimeOrigin {
  #seconds: number;
  #nanos: number;
  #known: boolean;

  constructor({ seconds, nanos, known }: PackedOrigin = { seconds: 0, nanos: 0, known: false }) {
    this.#seconds = seconds;
    this.#nanos = nanos;
    this.#known = known;
  }

  get packed(): PackedOrigin {
    return { seconds: this.#seconds, nanos: this.#nanos, known: this.#known };
  }

  get unixNano(): bigint {
    return BigInt(this.#seconds) * BigInt(NANOS_PER_SECOND) + BigInt(this.#nanos);
  }

  /** Nanoseconds from the origin; NaN when absent, undefined when it is no time at all. */
  read(value: unknown): number | undefined {
    if (typeof value === 'string') return this.#readDigits(value);
    if (value === undefined || value === null) return Number.NaN;
    if (typeof value === 'number') {
      return Number.isFinite(value) ? this.#readBig(BigInt(Math.trunc(value))) : undefined;
    }
    return typeof value === 'bigint' ? this.#readBig(value) : undefined;
  }

  /** The decimal string OTLP/JSON wants. */
  format(timeNs: number): string {
    const unixNano = this.unixNano + BigInt(Math.round(timeNs));
    return String(unixNano < 0n ? 0n : unixNano > MAX_U64 ? MAX_U64 : unixNano);
  }

  #readBig(value: bigint): number | undefined {
    return value < 0n || value > MAX_U64 ? undefined : this.#readDigits(String(value));
  }

  /** By hand, because a BigInt for each time would cost half of all decoding. */
  #readDigits(text: string): number | undefined {
    if (text.length > MAX_U64_DIGITS) return undefined;
    const secondDigits = text.length - NANO_DIGITS;
    let seconds = 0;
    let nanos = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return undefined;
      if (i < secondDigits) seconds = seconds * 10 + digit;
      else nanos = nanos * 10 + digit;
    }
    if (seconds === 0 && nanos === 0) return Number.NaN;
    if (text.length === MAX_U64_DIGITS && BigInt(text) > MAX_U64) return undefined;
    if (!this.#known) {
      this.#known = true;
      this.#seconds = seconds;
      this.#nanos = nanos;
    }
    return (seconds - this.#seconds) * NANOS_PER_SECOND + (nanos - this.#nanos);
  }
}

/** A time field: NaN when absent or (reported) unreadable. */
export function timeOf(origin: TimeOrigin, value: unknown, field: string, problems: ProblemLog): number {
  const timeNs = origin.read(value);
  if (timeNs !== undefined) return timeNs;
  problems.kept('bad-time', `${field} is ${shown(value)}, not Unix nanoseconds; it was read as absent.`);
  return Number.NaN;
}
