/**
 * What waits for all slow pages together. A message that many pages wait for is in memory once, so it is counted once.
 * Invariant: `bytes` is the length of the frames that somebody holds.
 */
export class Backlog {
  readonly maxBytes: number;
  bytes = 0;
  /** Messages that some page was not told, because it read too slowly. */
  dropped = 0;
  readonly #holders = new Map<Uint8Array, number>();

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get isFull(): boolean {
    return this.bytes >= this.maxBytes;
  }

  hold(frame: Uint8Array): void {
    const holders = this.#holders.get(frame) ?? 0;
    if (holders === 0) this.bytes += frame.length;
    this.#holders.set(frame, holders + 1);
  }
  release(frame: Uint8Array): void {
    const holders = this.#holders.get(frame) ?? 0;
    if (holders > 1) this.#holders.set(frame, holders - 1);
    else if (this.#holders.delete(frame)) this.bytes -= frame.length;
  }
}
