/**
 * Each distinct text once, by number. Spans repeat the same few names, services, keys and SQL texts thousands of times;
 * as numbers they fit in typed arrays and compare in one instruction. Id 0 is the empty string; ids are never reused.
 *
 *   id       0 | 1        | 2
 *   end      0 | 8        | 11                  where each text ends in
 *   bytes      | h t t p . g e t | w e b | spare
 *   slots    by hash: the id, or 0 for a free slot (half of them are)
 *
 * Texts are bytes, not strings: a million ids of spans are 16 MB instead of 100, and the whole is a handful of buffers that
 * can change hands between threads. UTF-8, in which half a surrogate pair is written as if it were a character, so that
 * every text of JavaScript comes back as it was. A text becomes a string when it is first asked for.
 */
import { hashOf } from './hash-of-bytes.ts';
import type { StringId } from './types.ts';

export interface PackedStrings {
  readonly size: number;
  readonly ends: Uint32Array;
  readonly hashes: Uint32Array;
  readonly bytes: Uint8Array;
  readonly slots: Int32Array;
}

const FREE = 0;
/** Keys and names, which come again and again; ids of spans do not, and must not fill memory. */
const MAX_RECURRING = 4_096;
/** Arguments of one call. */
const CHARS_AT_ONCE = 4_096;

export class StringTable {
  #size: number;
  #ends: Uint32Array;
  #hashes: Uint32Array;
  #bytes: Uint8Array;
  #slots: Int32Array;
  /** Of the text that was looked for last. */
  #hash = 0;
  /** Those that have been asked for. */
  readonly #texts = new Map<StringId, string>([[0, '']]);
  /** Some of those that came more than once: a string that knows its hash is found sooner than its bytes. */
  readonly #recurring = new Map<string, StringId>([['', 0]]);

  constructor(packed?: PackedStrings) {
    this.#size = packed?.size ?? 1;
    this.#ends = packed?.ends ?? new Uint32Array(64);
    this.#hashes = packed?.hashes ?? new Uint32Array(64);
    this.#bytes = packed?.bytes ?? new Uint8Array(1_024);
    this.#slots = packed?.slots ?? new Int32Array(256);
  }

  get size(): number {
    return this.#size;
  }

  /** The table's own buffers, not copies. */
  get packed(): PackedStrings {
    const { size } = this;
    return { size, ends: this.#ends, hashes: this.#hashes, bytes: this.#bytes, slots: this.#slots };
  }

  get(id: StringId): string {
    let text = this.#texts.get(id);
    if (text === undefined) {
      if (!(id > 0 && id < this.#size)) return '';
      text = decode(this.#bytes.subarray(this.#ends[id - 1] ?? 0, this.#ends[id] ?? 0));
      this.#texts.set(id, text);
    }
    return text;
  }

  find(text: string): StringId | undefined {
    const recurring = this.#recurring.get(text);
    if (recurring !== undefined) return recurring;
    const length = this.#write(text);
    const id = this.#slots[this.#slotOf(this.#bytes, this.#end, length)] ?? FREE;
    return id === FREE ? undefined : id;
  }

  intern(text: string): StringId {
    const recurring = this.#recurring.get(text);
    if (recurring !== undefined) return recurring;
    const length = this.#write(text);
    const slot = this.#slotOf(this.#bytes, this.#end, length);
    const known = this.#slots[slot] ?? FREE;
    if (known === FREE) return this.#enter(slot, length);
    if (this.#recurring.size < MAX_RECURRING) this.#recurring.set(text, known);
    return known;
  }

  get #end(): number {
    return this.#ends[this.#size - 1] ?? 0;
  }

  /** What stands behind the last text, and was looked for just now, becomes the next one. */
  #enter(slot: number, length: number): StringId {
    const id = this.#size;
    if (id >= this.#ends.length) this.#ends = longer(this.#ends, id * 2);
    if (id >= this.#hashes.length) this.#hashes = longer(this.#hashes, id * 2);
    this.#size++;
    const from = this.#ends[id - 1] ?? 0;
    this.#ends[id] = from + length;
    this.#hashes[id] = this.#hash;
    this.#slots[slot] = id;
    if (id * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** The slot that holds the text, or the free one where it would go. */
  #slotOf(bytes: Uint8Array, from: number, length: number): number {
    const mask = this.#slots.length - 1;
    const hash = hashOf(bytes, from, from + length);
    this.#hash = hash;
    let slot = hash & mask;
    for (;;) {
      const id = this.#slots[slot] ?? FREE;
      if (id === FREE || (this.#hashes[id] === hash && this.#isAt(id, bytes, from, length))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(id: StringId, bytes: Uint8Array, from: number, length: number): boolean {
    const start = this.#ends[id - 1] ?? 0;
    if ((this.#ends[id] ?? 0) - start !== length) return false;
    const own = this.#bytes;
    for (let at = 0; at < length; at++) if (own[start + at] !== bytes[from + at]) return false;
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let id = 1; id < this.#size; id++) {
      let slot = (this.#hashes[id] ?? 0) & mask;
      while (this.#slots[slot] !== FREE) slot = (slot + 1) & mask;
      this.#slots[slot] = id;
    }
  }

  /** Behind the last text, in the spare room; returns its length. */
  #write(text: string): number {
    this.#reserve(text.length * 3);
    const bytes = this.#bytes;
    const start = this.#end;
    let at = start;
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i);
      if (code < 0x80) {
        bytes[at++] = code;
        continue;
      }
      if (code >= 0xd800 && code < 0xdc00) {
        const low = text.charCodeAt(i + 1);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          i++;
        }
      }
      if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12);
        else {
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
        }
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      }
      bytes[at++] = 0x80 | (code & 0x3f);
    }
    return at - start;
  }

  #reserve(length: number): void {
    const needed = this.#end + length;
    if (needed > this.#bytes.length)
      this.#bytes = longer(this.#bytes, Math.max(needed, this.#bytes.length * 2));
  }
}

function longer<Column extends Uint8Array | Uint32Array>(column: Column, length: number): Column {
  const grown = (column instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length)) as Column;
  grown.set(column);
  return grown;
}

function decode(bytes: Uint8Array): string {
  let text = '';
  const codes: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) codes.push(first);
    else {
      const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      let code = first & (0x3f >> more);
      for (let i = 0; i < more; i++) code = (code << 6) | ((bytes[at++] ?? 0) & 0x3f);
      codes.push(code);
    }
    if (codes.length < CHARS_AT_ONCE && at < bytes.length) continue;
    text += String.fromCodePoint(...codes);
    codes.length = 0;
  }
  return text;
}
