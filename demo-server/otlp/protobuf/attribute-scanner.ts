/**
 * Attributes from the wire into JSON, as `span-scanner.ts` says. Values are text, numbers, bools, and lists of these.
 *
 * opentelemetry-proto 1.11.0: common/v1/common.proto.
 */
import type { RecurringTexts } from '../../store/recurring-texts.ts';
import { ascii, type JsonBytes } from './json-bytes.ts';
import { UNUSUAL, type WireCursor } from './wire-cursor.ts';

const ATTRIBUTES = ascii('"attributes":[');
const KEY = ascii('{"key":');
const VALUE = ascii(',"value":');
const STRING_VALUE = ascii('{"stringValue":');
const BOOL_VALUE = ascii('{"boolValue":');
const INT_VALUE = ascii('{"intValue":"');
const DOUBLE_VALUE = ascii('{"doubleValue":');
const ARRAY_VALUE = ascii('{"arrayValue":{"values":[');
const [QUOTE, CLOSE_LIST, CLOSE] = [0x22, 0x5d, 0x7d] as const;

const MAX_LISTS = 4;

/** A key by its number, and where its value stands if that is a text; else -1. */
export type OnAttribute = (key: number, textFrom: number, textTo: number) => void;

export class AttributeScanner {
  readonly #cursor: WireCursor;
  readonly #json: JsonBytes;
  readonly #texts: RecurringTexts;
  /** Where the value that was scanned last stands in the request, if it is a text; else -1. */
  #textFrom = -1;
  #textTo = -1;

  constructor(cursor: WireCursor, json: JsonBytes, texts: RecurringTexts) {
    this.#cursor = cursor;
    this.#json = json;
    this.#texts = texts;
  }

  /** Of a list the first, whose tag was read, and all that follow it. */
  attributes(tag: number, limit: number, found?: OnAttribute): void {
    this.#json.next(ATTRIBUTES);
    do this.#attribute(this.#cursor.end(limit), found);
    while (this.#cursor.follows(tag, limit));
    this.#json.byte(CLOSE_LIST);
  }

  /** A text that comes again and again; its number. */
  recurring(limit: number): number {
    const cursor = this.#cursor;
    const end = cursor.end(limit);
    const id = this.#texts.internBytes(cursor.bytes, cursor.at, end);
    this.#json.quoted(cursor.bytes, cursor.at, end);
    cursor.at = end;
    return id;
  }

  /** Returns where it begins. */
  text(limit: number): number {
    const cursor = this.#cursor;
    const end = cursor.end(limit);
    const start = cursor.at;
    this.#json.quoted(cursor.bytes, start, end);
    cursor.at = end;
    return start;
  }

  #attribute(end: number, found: OnAttribute | undefined): void {
    const cursor = this.#cursor;
    this.#json.next(KEY);
    if (!cursor.follows(0x0a, end)) throw UNUSUAL;
    const key = this.recurring(end);
    if (!cursor.follows(0x12, end)) throw UNUSUAL;
    this.#json.write(VALUE);
    this.#textFrom = -1;
    this.#value(cursor.end(end), 0);
    cursor.isAt(end);
    this.#json.byte(CLOSE);
    found?.(key, this.#textFrom, this.#textTo);
  }

  #value(end: number, lists: number): void {
    const cursor = this.#cursor;
    const json = this.#json;
    switch (cursor.tag(end)) {
      case 0x0a:
        json.next(STRING_VALUE);
        this.#textFrom = this.text(end);
        this.#textTo = cursor.at;
        break;
      case 0x10:
        json.next(BOOL_VALUE);
        json.ascii(String(cursor.varint(end) !== 0));
        break;
      case 0x18:
        json.next(INT_VALUE);
        json.ascii(String(cursor.varint(end)));
        json.byte(QUOTE);
        break;
      case 0x21: {
        // As everywhere here, -0 reads as 0: JSON cannot write it.
        const value = cursor.view.getFloat64(cursor.fixed(8, end), true) + 0;
        if (!Number.isFinite(value)) throw UNUSUAL;
        json.next(DOUBLE_VALUE);
        json.ascii(String(value));
        break;
      }
      case 0x2a:
        if (lists === MAX_LISTS) throw UNUSUAL;
        json.next(ARRAY_VALUE);
        this.#values(cursor.end(end), lists + 1);
        this.#textFrom = -1;
        json.byte(CLOSE_LIST);
        json.byte(CLOSE);
        break;
      default:
        throw UNUSUAL;
    }
    cursor.isAt(end);
    json.byte(CLOSE);
  }

  #values(end: number, lists: number): void {
    while (this.#cursor.follows(0x0a, end)) this.#value(this.#cursor.end(end), lists);
    this.#cursor.isAt(end);
  }
}
