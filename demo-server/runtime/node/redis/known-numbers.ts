/** The newest number that this replica has seen in a stream; of the streams that were used last. */
const MAX_STREAMS = 5_000;

export class KnownNumbers {
  readonly #newest = new Map<string, number>();

  newest(stream: string): number {
    return this.#newest.get(stream) ?? 0;
  }

  saw(stream: string, id: number): void {
    const newest = Math.max(id, this.newest(stream));
    this.#newest.delete(stream);
    this.#newest.set(stream, newest);
    if (this.#newest.size <= MAX_STREAMS) return;
    const [oldest] = this.#newest.keys();
    if (oldest !== undefined) this.#newest.delete(oldest);
  }
}
