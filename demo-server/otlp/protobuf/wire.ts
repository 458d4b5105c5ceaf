/**
 * The wire format under the readers of this folder: `pbf` walks the fields, and what it leaves to trust is checked
 * here. A message must end exactly where its length says, a field must have the wire type that its reader expects.
 * Whatever the bytes, reading ends or throws; the depth of recursion is that of OTLP's own messages.
 *
 *   for (const end = enter(pbf); next field until end; ) read what is known   -->   leave(pbf, end)
 *
 * https://protobuf.dev/programming-guides/encoding/
 */
import type { PbfReader } from 'pbf';

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** What a reader fills: the OTLP shapes are read-only for everybody else. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Calls `read` with the number of each field; one that it does not read is skipped. */
export function readFields(pbf: PbfReader, end: number, read: (field: number) => void): void {
  for (let field = pbf.nextField(end); field !== 0; field = pbf.nextField(end)) {
    read(field);
    if (!(pbf.pos <= end)) break;
  }
  if (pbf.pos !== end) throw new Error('a message does not end where its length says');
}

/** The message that begins here. */
export function readMessage(pbf: PbfReader, read: (field: number) => void): void {
  expectType(pbf, LENGTH_DELIMITED);
  const length = pbf.readVarint();
  readFields(pbf, pbf.pos + length, read);
}

export function text(pbf: PbfReader): string {
  expectType(pbf, LENGTH_DELIMITED);
  return pbf.readString();
}

export function bytes(pbf: PbfReader): Uint8Array {
  expectType(pbf, LENGTH_DELIMITED);
  return pbf.readBytes();
}

/** uint32, bool and enums. */
export function uint(pbf: PbfReader): number {
  expectType(pbf, VARINT);
  return pbf.readVarint() >>> 0;
}

export function sint(pbf: PbfReader): number {
  expectType(pbf, VARINT);
  return pbf.readSVarint();
}

export function fixed32(pbf: PbfReader): number {
  expectType(pbf, FIXED_32);
  return pbf.readFixed32();
}

export function double(pbf: PbfReader): number | string {
  expectType(pbf, FIXED_64);
  const value = pbf.readDouble();
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
export function doubleList(pbf: PbfReader, into: number[]): void {
  eachPacked(pbf, FIXED_64, () => into.push(pbf.readDouble()));
}
export function uint64List(pbf: PbfReader, into: string[]): void {
  eachPacked(pbf, VARINT, () => into.push(varint64(pbf, false)));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** An id as hex, however long it is: whether it is one is judged where records are accepted. */
export function id(pbf: PbfReader): string {
  let hex = '';
  for (const byte of bytes(pbf)) hex += HEX[byte];
  return hex;
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
