/**
 * The newest metrics and logs that arrived, as they came: whole requests leave, oldest first, when there are more
 * records than are kept. One request larger than that is kept alone.
 */
import type { OtlpLogs, OtlpMetrics } from '../../src/trace/model/otlp-json.ts';

const MAX_RECENT_RECORDS = 20_000;

class RecentRequests<T> {
  readonly #maxRecords: number;
  #kept: { readonly body: T; readonly records: number }[] = [];
  #records = 0;

  constructor(maxRecords: number = MAX_RECENT_RECORDS) {
    this.#maxRecords = maxRecords;
  }

  add(body: T, records: number): void {
    if (records === 0) return;
    this.#kept.push({ body, records });
    this.#records += records;
    let leaving = 0;
    while (this.#records > this.#maxRecords && leaving < this.#kept.length - 1)
      this.#records -= this.#kept[leaving++]?.records ?? 0;
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
