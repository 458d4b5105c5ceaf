/**
 * The newest metrics and logs that arrived, as they came: whole requests leave, oldest first, when there are more
 * records or bytes than are kept. One request larger than that is kept alone.
 */
import type { OtlpLogs, OtlpMetrics } from '../../src/trace/model/otlp-json.ts';

const MAX_RECENT_RECORDS = 20_000;
const MAX_RECENT_BYTES = 64 * 1024 * 1024;

class RecentRequests<T> {
  #kept: { readonly body: T; readonly records: number; readonly bytes: number }[] = [];
  #records = 0;
  #bytes = 0;

  add(body: T, records: number, bytes: number): void {
    if (records === 0) return;
    this.#kept.push({ body, records, bytes });
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
}

export interface RecentSignals {
  readonly metrics: RecentRequests<OtlpMetrics>;
  readonly logs: RecentRequests<OtlpLogs>;
}
export const recentSignals = (): RecentSignals => ({
  metrics: new RecentRequests(),
  logs: new RecentRequests(),
});
