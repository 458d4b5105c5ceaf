/**
 * A place in the bytes of a request, for readers that go on only while everything is as usual: whatever is not ends
 * them by UNUSUAL. Each step is held against a limit, the end of the message around it, and no limit lies beyond the
 * bytes.
 */

/** One for all: making an error is dear, and nobody reads this one. */
export const UNUSUAL = new Error('not as SDKs write it');

export class WireCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Number and wire type of the next field, as they stand there. */
  tag(limit: number): number {
    const first = this.#byte(limit);
    return first < 0x80 ? first : (first & 0x7f) | (this.#byte(limit) << 7);
  }

  /** Whether a field of this one-byte tag follows; then it is stepped over. */
  follows(tag: number, limit: number): boolean {
    if (this.at >= limit || this.bytes[this.at] !== tag) return false;
    this.at++;
    return true;
  }

  /** The end of what begins with its length here. */
  end(limit: number): number {
    const length = this.varint(limit);
    const end = this.at + length;
    if (end > limit) throw UNUSUAL;
    return end;
  }

  isAt(end: number): void {
    if (this.at !== end) throw UNUSUAL;
  }

  /** Up to 49 bits. */
  varint(limit: number): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 7; count++) {
      const byte = this.#byte(limit);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw UNUSUAL;
  }

  uint32(limit: number): number {
    const value = this.varint(limit);
    if (value > 0xffff_ffff) throw UNUSUAL;
    return value;
  }

  /** Steps over so many bytes; returns where they begin. */
  fixed(bytes: number, limit: number): number {
    const start = this.at;
    this.at += bytes;
    if (this.at > limit) throw UNUSUAL;
    return start;
  }

  /** An id of so many bytes, not all of them zero; returns where it begins. */
  id(bytes: number, limit: number): number {
    if (this.#byte(limit) !== bytes) throw UNUSUAL;
    const start = this.fixed(bytes, limit);
    for (let at = start; at < this.at; at++) if (this.bytes[at] !== 0) return start;
    throw UNUSUAL;
  }

  #byte(limit: number): number {
    if (this.at >= limit) throw UNUSUAL;
    return this.bytes[this.at++] as number;
  }
}
