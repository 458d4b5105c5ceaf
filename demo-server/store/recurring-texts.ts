/**
 * Each distinct text of a request once, by number; 0 is the empty one. Of a text that stands in the request's own bytes
 * no string is made when it was there before: it is found by its bytes.
 */
import { hashOf } from '../../src/trace/model/hash-of-bytes.ts';

const FREE = 0;
/** Whoever sends texts that all fall on one slot gains nothing by it: they are made strings, and found as such. */
const MAX_PROBES = 16;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export class RecurringTexts {
  readonly #texts: string[] = [''];
  readonly #ids = new Map<string, number>([['', 0]]);
  /** By the hash of their bytes: places in the three lists below, plus 1; half of the slots are free. */
  #slots = new Int32Array(256);
  readonly #froms: number[] = [];
  readonly #lengths: number[] = [];
  readonly #found: number[] = [];

  get(id: number): string {
    return this.#texts[id] ?? '';
  }

  intern(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }

  /** The UTF-8 from `from` to `to`; `bytes` are those of the same request each time. */
  internBytes(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length === 0) return 0;
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, from, to) & mask;
    let probes = 0;
    for (; probes < MAX_PROBES; probes++) {
      const place = (this.#slots[slot] ?? FREE) - 1;
      if (place < 0) break;
      if (this.#lengths[place] === length && isSame(bytes, this.#froms[place] ?? 0, from, length))
        return this.#found[place] ?? 0;
      slot = (slot + 1) & mask;
    }
    const id = this.intern(utf8.decode(bytes.subarray(from, to)));
    if (probes === MAX_PROBES) return id;
    this.#froms.push(from);
    this.#lengths.push(length);
    this.#slots[slot] = this.#found.push(id);
    if (2 * this.#found.length > this.#slots.length) this.#rehash(bytes);
    return id;
  }

  #rehash(bytes: Uint8Array): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let place = 0; place < this.#found.length; place++) {
      const from = this.#froms[place] ?? 0;
      let slot = hashOf(bytes, from, from + (this.#lengths[place] ?? 0)) & mask;
      let probes = 0;
      while (this.#slots[slot] !== FREE && probes++ < MAX_PROBES) slot = (slot + 1) & mask;
      if (this.#slots[slot] === FREE) this.#slots[slot] = place + 1;
    }
  }
}

function isSame(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (bytes[a + at] !== bytes[b + at]) return false;
  return true;
}
