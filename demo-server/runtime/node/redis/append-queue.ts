/**
 * What this replica appends, on its way to Redis: one batch at a time, so that the order is kept whatever breaks, and
 * what comes meanwhile makes the next batch. A batch that was not answered is sent again as it was; Redis knows by the
 * count of an entry whether it has it (`scripts.ts`).
 *
 *   append, append --> waiting (bounded) --batch--> Redis --numbers--> resolved
 *                                          '-- not answered: again, when the connection is back
 */
import { NotKept, type StreamBounds } from '../../../exchange/exchange.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { Appended } from './scripts.ts';

const BATCH_ENTRIES = 64;
const BATCH_CHARS = 1_000_000;
/** Some minutes of a full room. */
const MAX_WAITING = 20_000;
const MAX_WAITING_CHARS = 32_000_000;

interface Waiting extends Omit<Appended, 'above'> {
  readonly stream: string;
  resolve(id: number): void;
  reject(reason: NotKept): void;
}

export class AppendQueue {
  /** Answers the numbers; rejects when it is not known that they were kept. */
  readonly #send: (batch: readonly Appended[]) => Promise<readonly number[]>;
  readonly #known: KnownNumbers;
  #waiting: Waiting[] = [];
  #chars = 0;
  #count = 0;
  #dropped = 0;
  #sending = false;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(send: (batch: readonly Appended[]) => Promise<readonly number[]>, known: KnownNumbers) {
    this.#send = send;
    this.#known = known;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
  get dropped(): number {
    return this.#dropped;
  }

  append(
    where: { readonly stream: string; readonly meta: string; readonly log: string },
    data: string,
    bounds: StreamBounds,
  ): Promise<number> {
    if (this.#closed) return Promise.reject(new NotKept('closed'));
    if (this.#waiting.length >= MAX_WAITING || this.#chars + data.length > MAX_WAITING_CHARS) {
      this.#dropped++;
      return Promise.reject(new NotKept('too-much-waiting'));
    }
    const kept = new Promise<number>((resolve, reject) => {
      this.#chars += data.length;
      this.#waiting.push({ ...where, ...bounds, data, count: ++this.#count, resolve, reject });
      if (!this.#sending) void this.flush();
    });
    this.#last = kept.catch(() => undefined);
    return kept;
  }

  /** Sends what waits, until nothing does or Redis does not answer. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#waiting.length > 0 && !this.#closed) {
        const batch = this.#batch();
        const ids = await this.#send(
          batch.map((entry) => ({ ...entry, above: this.#known.newest(entry.stream) })),
        );
        // What was cut off by `close` meanwhile has been told already.
        for (const [at, { stream, data, resolve }] of batch.entries()) {
          const id = ids[at] ?? 0;
          this.#known.saw(stream, id);
          this.#chars -= data.length;
          resolve(id);
        }
        this.#waiting.splice(0, batch.length);
      }
    } catch {
      // It stays the head of the queue.
    } finally {
      this.#sending = false;
    }
  }

  /** Resolves when all that waits now is kept, or never will be. */
  async empty(): Promise<void> {
    await this.#last;
  }

  close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting) reject(new NotKept('closed'));
    this.#waiting = [];
  }

  #batch(): readonly Waiting[] {
    let chars = 0;
    let size = 0;
    for (const { data } of this.#waiting) {
      if (size > 0 && (size >= BATCH_ENTRIES || chars + data.length > BATCH_CHARS)) break;
      chars += data.length;
      size++;
    }
    return this.#waiting.slice(0, size);
  }
}
