/**
 * JSON written as bytes, from bytes: a text of protobuf becomes one of JSON without having been a string. It escapes
 * what `JSON.stringify` escapes and nothing else, for the archive searches in what was written.
 */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
/** What a byte can become at most: `\u0000`. */
const MOST = 6;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX = encoder.encode('0123456789abcdef');
/** \b \t \n \f \r, by their number. */
const SHORT_ESCAPES: Readonly<Record<number, number>> = { 8: 0x62, 9: 0x74, 10: 0x6e, 12: 0x66, 13: 0x72 };

/** A piece of JSON, as bytes. */
export const ascii = (text: string): Uint8Array => encoder.encode(text);
const [OPEN, OPEN_LIST, COLON, COMMA] = ascii('{[:,');

export class JsonBytes {
  #bytes = new Uint8Array(4_096);
  #length = 0;

  begin(): void {
    this.#length = 0;
  }

  /** What was written since `begin`. */
  text(): string {
    return utf8.decode(this.#bytes.subarray(0, this.#length));
  }

  get length(): number {
    return this.#length;
  }

  /** The next entry of the object or list that is open, or the value of the key before. */
  next(piece: Uint8Array): void {
    const before = this.#bytes[this.#length - 1];
    if (before !== OPEN && before !== OPEN_LIST && before !== COLON) this.byte(COMMA as number);
    this.write(piece);
  }

  /** As it is. */
  write(piece: Uint8Array): void {
    this.#reserve(piece.length);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Numbers and the like: no character beyond ASCII, none to be escaped. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at);
  }

  /** The UTF-8 from `from` to `to`, in quotes; what is not UTF-8 in it becomes U+FFFD. */
  quoted(source: Uint8Array, from: number, to: number): void {
    this.#reserve(MOST * (to - from) + 2);
    const bytes = this.#bytes;
    let length = this.#length;
    bytes[length++] = QUOTE;
    for (let at = from; at < to; at++) {
      const byte = source[at] as number;
      if (byte >= 0x80) {
        this.write(encoder.encode(JSON.stringify(utf8.decode(source.subarray(from, to)))));
        return;
      }
      if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) bytes[length++] = byte;
      else length = escaped(bytes, length, byte);
    }
    bytes[length++] = QUOTE;
    this.#length = length;
  }

  hex(source: Uint8Array, from: number, to: number): void {
    this.#reserve(2 * (to - from));
    this.#length = writeHex(this.#bytes, this.#length, source, from, to);
  }

  /** Over what was written at that place. */
  hexAt(place: number, source: Uint8Array, from: number, to: number): void {
    writeHex(this.#bytes, place, source, from, to);
  }

  #reserve(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

function writeHex(bytes: Uint8Array, place: number, source: Uint8Array, from: number, to: number): number {
  let length = place;
  for (let at = from; at < to; at++) {
    const byte = source[at] as number;
    bytes[length++] = HEX[byte >> 4] as number;
    bytes[length++] = HEX[byte & 15] as number;
  }
  return length;
}

function escaped(bytes: Uint8Array, place: number, byte: number): number {
  let length = place;
  bytes[length++] = BACKSLASH;
  const short = byte < 0x20 ? SHORT_ESCAPES[byte] : byte;
  if (short !== undefined) {
    bytes[length++] = short;
    return length;
  }
  for (const digit of [0x75, 0x30, 0x30, HEX[byte >> 4] as number, HEX[byte & 15] as number])
    bytes[length++] = digit;
  return length;
}
