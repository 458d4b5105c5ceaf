/**
 * What arrived at the receiver, request by request, newest last: who sent it, how, and what became of it. Bounded; the
 * totals go on counting. Nothing of the telemetry itself is kept here but names.
 */
import type { Clock } from '../../clock.ts';
import type { Signal } from '../signal.ts';
import type { LintFinding } from './lint-traces.ts';

export interface IngestEntry {
  /** Grows by one for each request. */
  readonly number: number;
  readonly atUnixMs: number;
  readonly signal: Signal;
  readonly transport: 'http' | 'grpc';
  /** As the sender names it; empty when it names none. */
  readonly contentType: string;
  /** Empty when there is none, or the transport does not tell, as gRPC's. */
  readonly compression: string;
  /** As it came over the wire; undefined where the transport inflates by itself. */
  readonly wireBytes: number | undefined;
  /** After decompression; undefined when it was not read to its end. */
  readonly bytes: number | undefined;
  /** `refused`: nothing of it was read, and the sender was told why. */
  readonly outcome: 'taken' | 'refused';
  /** Spans, log records or data points. */
  readonly accepted: number;
  readonly rejected: number;
  /** `service.name` of its resources, the first few. */
  readonly services: readonly string[];
  /** `User-Agent`. */
  readonly sender: string;
  /** HTTP status, or gRPC status code. */
  readonly status: number;
  /** What the sender was told; empty when all was as it should be. */
  readonly message: string;
  readonly lint: readonly LintFinding[];
  /** Sessions that its spans belong to. */
  readonly sessions: ReadonlySet<string>;
}

export interface IngestTotals {
  readonly requests: number;
  readonly refused: number;
  readonly accepted: Readonly<Record<Signal, number>>;
  readonly rejected: Readonly<Record<Signal, number>>;
}

/** The answer of `GET /api/ingest`. */
export interface IngestAnswer {
  readonly scope: 'everything' | 'own';
  readonly totals: IngestTotals;
  /** Newest first. */
  readonly requests: readonly Omit<IngestEntry, 'sessions'>[];
}

const MAX_ENTRIES = 500;
const MAX_SENDER_CHARS = 120;

export class IngestLog {
  readonly #clock: Clock;
  readonly #onEntry: () => void;
  #entries: IngestEntry[] = [];
  #requests = 0;
  #refused = 0;
  readonly #accepted = { traces: 0, metrics: 0, logs: 0 };
  readonly #rejected = { traces: 0, metrics: 0, logs: 0 };

  constructor(clock: Clock, onEntry: () => void = () => {}) {
    this.#clock = clock;
    this.#onEntry = onEntry;
  }

  add(entry: Omit<IngestEntry, 'number' | 'atUnixMs'>): void {
    const { signal, accepted, rejected } = entry;
    this.#requests++;
    if (entry.outcome === 'refused') this.#refused++;
    this.#accepted[signal] += accepted;
    this.#rejected[signal] += rejected;
    const sender = entry.sender.slice(0, MAX_SENDER_CHARS);
    this.#entries.push({ ...entry, sender, number: this.#requests, atUnixMs: this.#clock.wallMs() });
    if (this.#entries.length > 2 * MAX_ENTRIES) this.#entries = this.#entries.slice(-MAX_ENTRIES);
    this.#onEntry();
  }

  /** Newest first. */
  entries(): readonly IngestEntry[] {
    return this.#entries.slice(-MAX_ENTRIES).reverse();
  }

  totals(): IngestTotals {
    return {
      requests: this.#requests,
      refused: this.#refused,
      accepted: { ...this.#accepted },
      rejected: { ...this.#rejected },
    };
  }
}
