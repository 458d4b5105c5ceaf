/**
 * What arrived at the receiver, request by request, newest last: who sent it, how, and what became of it. Bounded; the
 * totals go on counting. Nothing of the telemetry itself is kept here but names.
 */
import type { Clock } from '../../clock.ts';
import type { IngestedRequest, IngestTotals } from '../../protocol.ts';

/** With what the reader is not told. */
export interface IngestEntry extends IngestedRequest {
  /** Sessions that its records belong to. */
  readonly sessions: ReadonlySet<string>;
}

const MAX_ENTRIES = 500;
/** Of what a sender writes: 500 requests are kept, and any of these may be as long as a request. */
const MAX_CHARS = 120;
const short = (text: string): string => text.slice(0, MAX_CHARS);

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
    this.#entries.push({
      ...entry,
      sender: short(entry.sender),
      contentType: short(entry.contentType),
      compression: short(entry.compression),
      services: entry.services.map(short),
      number: this.#requests,
      atUnixMs: this.#clock.wallMs(),
    });
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
