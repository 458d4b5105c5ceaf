/**
 * Which traces an archive may hold, in some bytes each: by the last twelve digits of their ids, the random end also of
 * ids that begin with a time. Two that share them are taken for one, which costs a look into the archive and no more.
 */
export class KnownTraces {
  readonly #ends = new Set<number>();

  get size(): number {
    return this.#ends.size;
  }
  add(traceId: string): void {
    this.#ends.add(endOf(traceId));
  }
  mayHold(traceId: string): boolean {
    return this.#ends.has(endOf(traceId));
  }
}

const endOf = (traceId: string): number => Number.parseInt(traceId.slice(-12), 16);
