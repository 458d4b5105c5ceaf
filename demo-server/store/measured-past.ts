/**
 * What a metrics query measured of the archive, kept for the next time it is asked: a page asks its question again at each
 * piece of news, and almost all of the answer is the same. Exact at each time it is asked:
 *
 *   places   0 ...... until ~~~~~~~~~~~~~~~~~~~~~~~~~~~ seen ............ now
 *            not looked at   measured, or in memory then   what has arrived since: measured when it is not in memory
 *
 * A trace that is in memory is measured there, whatever was measured of it here; one that left memory since, or went on
 * since, is measured anew.
 */
import type { MeasuredSpans } from '../../src/trace/traceql/traceql.ts';
import type { ArchivedTrace, OlderSearch } from './archive.ts';
import type { Narrowing } from './narrowing.ts';
import type { TraceStore } from './trace-store.ts';

/** Undefined when it would cost too much. */
export type ReadPortion = (portion: readonly ArchivedTrace[]) => MeasuredSpans | undefined;

interface MeasuredTrace {
  readonly lastPlace: number;
  readonly part: MeasuredSpans;
}

export class MeasuredPast {
  readonly parts: MeasuredSpans[] = [];
  readonly departures: number;
  /** One question at a time. */
  turn: Promise<unknown> = Promise.resolve();
  /** Of the archive, in all. */
  lookedAtSpans = 0;
  /** Rows that are kept, and traces that were looked at. */
  size = 0;
  /** Undefined before anything was looked at; 0 when all of it was. */
  #until: number | undefined;
  #seen = 0;
  #inMemory: ReadonlySet<string> = new Set();
  readonly #traces = new Map<string, MeasuredTrace>();
  readonly #store: TraceStore;
  readonly #narrowing: Narrowing | undefined;

  constructor(store: TraceStore, narrowing: Narrowing | undefined) {
    this.#store = store;
    this.#narrowing = narrowing;
    this.departures = store.departures;
  }

  get hasMore(): boolean {
    return this.#until !== 0;
  }

  /** Whether this is what counts of the trace, when `inMemory` is measured besides. */
  counts(traceId: string, part: MeasuredSpans, inMemory: ReadonlySet<string>): boolean {
    return !inMemory.has(traceId) && this.#traces.get(traceId)?.part === part;
  }

  /** Measures what has left memory or gone on since; false when it would cost too much. */
  async catchUp(inMemory: ReadonlySet<string>, read: ReadPortion): Promise<boolean> {
    const place = this.#seen;
    const traceIds = [...this.#inMemory].filter((traceId) => !inMemory.has(traceId));
    this.#seen = this.#store.nextPlace;
    this.#inMemory = inMemory;
    if (this.#until === undefined) return true;
    if (traceIds.length === 0 && place === this.#seen) return true;
    return this.#measure({ since: { place, traceIds } }, inMemory, read, Number.POSITIVE_INFINITY);
  }

  /** Goes on into what is older, until there is none, or as many spans more were looked at. */
  async lookBack(spans: number, inMemory: ReadonlySet<string>, read: ReadPortion): Promise<boolean> {
    const enough = this.lookedAtSpans + spans;
    const before = this.#until;
    return this.#measure({ before }, inMemory, read, enough, (portion) => {
      this.#until = portion === undefined ? 0 : (portion.at(-1)?.place ?? 0);
    });
  }

  async #measure(
    between: Pick<OlderSearch, 'before' | 'since'>,
    inMemory: ReadonlySet<string>,
    read: ReadPortion,
    enough: number,
    looked: (portion: readonly ArchivedTrace[] | undefined) => void = () => {},
  ): Promise<boolean> {
    const search: OlderSearch = {
      ...between,
      narrowing: this.#narrowing,
      skips: ({ traceId, lastPlace }) =>
        inMemory.has(traceId) || this.#traces.get(traceId)?.lastPlace === lastPlace,
    };
    for await (const portion of this.#store.older(search)) {
      const part = read(portion);
      if (part === undefined) return false;
      if (part.size > 0) this.parts.push(part);
      this.size += part.size;
      for (const { traceId, lastPlace, spans } of portion) {
        if (!this.#traces.has(traceId)) this.size++;
        this.#traces.set(traceId, { lastPlace, part });
        this.lookedAtSpans += spans;
      }
      looked(portion);
      if (this.lookedAtSpans >= enough) return true;
    }
    looked(undefined);
    return true;
  }
}
