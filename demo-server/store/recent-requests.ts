/**
 * The newest metrics and logs, received or of the demo server's own services, as they came: whole requests leave, oldest
 * first, when there are more records or bytes than are kept. One request larger than that is kept alone.
 */
import type { OtlpLogs, OtlpMetrics } from '../../src/trace/model/otlp-json.ts';
import type { ArchivedRequest, Source } from './archive.ts';

export const MAX_RECENT_RECORDS = 20_000;
export const MAX_RECENT_BYTES = 64 * 1024 * 1024;

interface Kept<T> {
  readonly body: T;
  readonly records: number;
  readonly bytes: number;
  readonly from: Source;
}

class RecentRequests<T> {
  #kept: Kept<T>[] = [];
  #records = 0;
  #bytes = 0;
  readonly #onAdded: (records: number, from: Source) => void;
  readonly #archive: ((kept: Kept<T>) => Promise<void>) | undefined;

  constructor(onAdded: (records: number, from: Source) => void, archive?: (kept: Kept<T>) => Promise<void>) {
    this.#onAdded = onAdded;
    this.#archive = archive;
  }

  /** Resolves when it is kept; rejects with `NotKept` when it is not. */
  async add(body: T, records: number, bytes: number, from: Source = 'received'): Promise<void> {
    if (records === 0) return;
    const kept: Kept<T> = { body, records, bytes, from };
    if (from === 'received') await this.#archive?.(kept);
    this.restore(kept);
    this.#onAdded(records, from);
    if (from === 'own') await this.#archive?.(kept);
  }

  /** What is in the archive already. */
  restore(kept: Kept<T>): void {
    this.#kept.push(kept);
    this.#records += kept.records;
    this.#bytes += kept.bytes;
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
  archive?: (request: ArchivedRequest) => Promise<void>,
): RecentSignals => ({
  metrics: new RecentRequests(
    (records, from) => {
      // The own instruments are read when somebody asks: told as news, the answer would make them ask again, for ever.
      if (from === 'received') onAdded?.('metrics', records);
    },
    archive && ((kept) => archive({ ...kept, signal: 'metrics' })),
  ),
  logs: new RecentRequests(
    (records) => onAdded?.('logs', records),
    archive && ((kept) => archive({ ...kept, signal: 'logs' })),
  ),
});
