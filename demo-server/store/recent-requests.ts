/**
 * The newest metrics and logs, received or of the demo server's own services, as they came: whole requests leave, oldest first, when there are more
 * records or bytes than are kept. One request larger than that is kept alone.
 */
import type { OtlpLogs, OtlpMetrics } from '../../src/trace/model/otlp-json.ts';

const MAX_RECENT_RECORDS = 20_000;
const MAX_RECENT_BYTES = 64 * 1024 * 1024;

/** The services of the demo server, or whoever sends OTLP. */
type Source = 'own' | 'received';

class RecentRequests<T> {
  #kept: {
    readonly body: T;
    readonly records: number;
    readonly bytes: number;
    readonly from: Source;
  }[] = [];
  #records = 0;
  #bytes = 0;
  readonly #onAdded: ((records: number) => void) | undefined;

  constructor(onAdded?: (records: number) => void) {
    this.#onAdded = onAdded;
  }

  /** Resolves when it is kept; rejects with `NotKept` when it is not. */
  async add(body: T, records: number, bytes: number, from: Source = 'received'): Promise<void> {
    if (records === 0) return;
    this.#kept.push({ body, records, bytes, from });
    this.#onAdded?.(records);
    this.#records += records;
    this.#bytes += bytes;
    let leaving = 0;
    while (this.#records > MAX_RECENT_RECORDS || this.#bytes > MAX_RECENT_BYTES) {
      const oldest = this.#kept[leaving];
      if (oldest === undefined || leaving === this.#kept.length - 1) break;
      this.#records -= oldest.records;
      this.#bytes -= oldest.bytes;
      leaving++;
    }
    if (leaving > 0) this.#kept.splice(0, leaving);
  }

  /** Oldest first. */
  bodies(): readonly T[] {
    return this.#kept.map(({ body }) => body);
  }
  requests(): readonly { readonly body: T; readonly from: Source }[] {
    return this.#kept;
  }
}

export interface RecentSignals {
  readonly metrics: RecentRequests<OtlpMetrics>;
  readonly logs: RecentRequests<OtlpLogs>;
}
export const recentSignals = (
  onAdded?: (signal: 'metrics' | 'logs', records: number) => void,
): RecentSignals => ({
  metrics: new RecentRequests((records) => onAdded?.('metrics', records)),
  logs: new RecentRequests((records) => onAdded?.('logs', records)),
});
