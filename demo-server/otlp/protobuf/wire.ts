/**
 * The wire format under the readers of this folder: `pbf` reads numbers, and what it leaves to trust is checked here. A
 * message must end exactly where its length says, a field must have the wire type that its reader expects. Whatever the
 * bytes, reading ends or throws; the depth of recursion is that of OTLP's own messages.
 *
 *   resource --- scope --- [ record ] [ record ] [ record ]
 *   '- a length that lies here: the request   '- anything inside: this record, see `readAlone`
 *
 * https://protobuf.dev/programming-guides/encoding/
 */
import type { PbfReader } from 'pbf';

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED_32 = 5;

/** What a reader fills: the OTLP shapes are read-only for everybody else. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Calls `read` with the number of each field; one that it does not read is skipped. */
export function readFields(pbf: PbfReader, end: number, read: (field: number) => void): void {
  while (pbf.pos < end) {
    const field = readTag(pbf);
    const valueStart = pbf.pos;
    read(field);
    if (pbf.pos === valueStart) skip(pbf, field, end);
  }
  if (pbf.pos !== end) throw new Error('a message does not end where its length says');
}

/** The message that begins here. */
export function readMessage(pbf: PbfReader, read: (field: number) => void): void {
  expectType(pbf, LENGTH_DELIMITED);
  const length = pbf.readVarint();
  readFields(pbf, pbf.pos + length, read);
}

/**
 * The message that begins here, which fails alone: whatever is wrong inside of it, reading goes on behind it. Its own
 * length is trusted; if that lies, the message around it does not end where it should.
 */
export function readAlone<R extends PbfReader, T>(
  pbf: R,
  read: (pbf: R) => T,
  onBad: (reason: string) => void,
): T | undefined {
  expectType(pbf, LENGTH_DELIMITED);
  const start = pbf.pos;
  const end = pbf.readVarint() + pbf.pos;
  pbf.pos = start;
  try {
    return read(pbf);
  } catch (error) {
    pbf.pos = end;
    onBad(error instanceof Error ? error.message : 'it is unreadable');
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** Up to here it costs less to go through the bytes than to ask a decoder. */
const SHORT_BYTES = 12;

/**
 * What is not UTF-8 in it becomes U+FFFD: a name that is odd is better than none. (`readString` of pbf forgets what
 * stands behind such a byte in a short text, and a byte order mark before a long one.)
 */
export function text(pbf: PbfReader): string {
  expectType(pbf, LENGTH_DELIMITED);
  const { buf } = pbf;
  const length = pbf.readVarint();
  const start = pbf.pos;
  const end = start + length;
  if (!(end <= buf.length)) throw new Error('a text ends beyond the request');
  pbf.pos = end;
  if (length > SHORT_BYTES) return utf8.decode(buf.subarray(start, end));
  let ascii = '';
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number;
    if (byte > 0x7f) return utf8.decode(buf.subarray(start, end));
    ascii += String.fromCharCode(byte);
  }
  return ascii;
}

export function bytes(pbf: PbfReader): Uint8Array {
  expectType(pbf, LENGTH_DELIMITED);
  return pbf.readBytes();
}

/** uint32 and enums: of a larger number the lower 32 bits. */
export function uint(pbf: PbfReader): number {
  expectType(pbf, VARINT);
  return pbf.readVarint() >>> 0;
}

export function bool(pbf: PbfReader): boolean {
  expectType(pbf, VARINT);
  return pbf.readVarint() !== 0;
}

/** sint32, in zigzag. */
export function sint(pbf: PbfReader): number {
  const zigzag = uint(pbf);
  return (zigzag >>> 1) ^ -(zigzag & 1);
}

export function fixed32(pbf: PbfReader): number {
  expectType(pbf, FIXED_32);
  return pbf.readFixed32();
}

export function double(pbf: PbfReader): number | string {
  expectType(pbf, FIXED_64);
  // As everywhere here, -0 reads as 0: JSON cannot write it.
  const value = pbf.readDouble() + 0;
  return Number.isFinite(value) ? value : String(value);
}

/** int64: a varint of up to ten bytes in two's complement. */
export function int64(pbf: PbfReader): string {
  expectType(pbf, VARINT);
  return varint64(pbf, true);
}

export function fixed64(pbf: PbfReader): string {
  expectType(pbf, FIXED_64);
  const value = pbf.dataView.getBigUint64(pbf.pos, true);
  pbf.pos += 8;
  return String(value);
}

export function sfixed64(pbf: PbfReader): string {
  expectType(pbf, FIXED_64);
  const value = pbf.dataView.getBigInt64(pbf.pos, true);
  pbf.pos += 8;
  return String(value);
}

/** Repeated numbers come packed into one field, or as a field each: senders may do either. */
export function fixed64List(pbf: PbfReader, into: string[]): void {
  eachPacked(pbf, FIXED_64, () => into.push(fixed64(pbf)));
}
/** Of bounds, which are finite. */
export function boundList(pbf: PbfReader, into: number[]): void {
  eachPacked(pbf, FIXED_64, () => {
    const value = pbf.readDouble();
    if (!Number.isFinite(value)) throw new Error(`a bound is ${value}`);
    into.push(value + 0);
  });
}
export function uint64List(pbf: PbfReader, into: (string | number)[]): void {
  eachPacked(pbf, VARINT, () => into.push(varint64(pbf, false)));
}

const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** More than any id has; what is longer is told by its beginning. */
const MAX_ID_BYTES = 24;

/** An id as hex, of whatever length: whether it is one is judged where records are accepted. */
export function id(pbf: PbfReader): string {
  const all = bytes(pbf);
  const codes: number[] = [];
  for (let at = 0; at < all.length && at < MAX_ID_BYTES; at++) {
    const byte = all[at] as number;
    codes.push(DIGITS[byte >> 4] as number, DIGITS[byte & 15] as number);
  }
  // In one go: put together digit by digit, it would be kept as a tree of its pieces.
  return String.fromCharCode(...codes);
}

/** The number of the next field; its wire type is left in `pbf.type`. */
function readTag(pbf: PbfReader): number {
  const tag = pbf.readVarint();
  const field = tag >>> 3;
  if (field === 0 || tag > 0xffff_ffff) throw new Error('a field has no valid number');
  pbf.type = tag & 7;
  return field;
}

/** A group is what came before messages had lengths: it ends with a tag of its own number. Iterative, for they nest. */
function skip(pbf: PbfReader, field: number, end: number): void {
  if (pbf.type !== START_GROUP) {
    pbf.skip(pbf.type);
    return;
  }
  const open = [field];
  while (open.length > 0) {
    if (pbf.pos >= end) throw new Error('a group does not end');
    const inner = readTag(pbf);
    if (pbf.type === START_GROUP) open.push(inner);
    else if (pbf.type !== END_GROUP) pbf.skip(pbf.type);
    else if (open.pop() !== inner) throw new Error('a group ends that did not begin');
  }
}

function expectType(pbf: PbfReader, type: number): void {
  if (pbf.type !== type) throw new Error(`a field has wire type ${pbf.type} where ${type} belongs`);
}

function eachPacked(pbf: PbfReader, single: number, read: () => void): void {
  if (pbf.type !== LENGTH_DELIMITED) {
    expectType(pbf, single);
    read();
    return;
  }
  const length = pbf.readVarint();
  const end = pbf.pos + length;
  pbf.type = single;
  while (pbf.pos < end) read();
  if (pbf.pos !== end) throw new Error('a packed list does not end where its length says');
}

/** pbf reads varints as doubles, exact up to 53 bits; beyond, the bytes are read once more. */
function varint64(pbf: PbfReader, signed: boolean): string {
  const start = pbf.pos;
  const value = pbf.readVarint(signed);
  if (Number.isSafeInteger(value)) return String(value);
  let exact = 0n;
  for (let at = start, shift = 0n; at < pbf.pos; at++, shift += 7n)
    exact |= BigInt((pbf.buf[at] ?? 0) & 0x7f) << shift;
  return String(signed ? BigInt.asIntN(64, exact) : BigInt.asUintN(64, exact));
}
