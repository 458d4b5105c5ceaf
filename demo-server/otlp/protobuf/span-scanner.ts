/**
 * Spans as SDKs write them, from the wire straight into columns and JSON: no object a span, no string a text that came
 * before.
 *
 *   bytes of a span --scan--> columns, OTLP/JSON
 *              '-- anything at all that is unusual: undefined, and nothing was written. Then `traces.ts` reads it into
 *                  an object, and `accept.ts` judges that.
 *
 * The invariant: what is scanned is exactly what the long way would have taken without a word. Usual means: one of each
 * field, the entries of a list together, ids of the right length, values of text, numbers, bools, and lists of these.
 *
 * opentelemetry-proto 1.11.0: trace/v1/trace.proto.
 */
import type { PbfReader } from 'pbf';
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../protocol.ts';
import { BLANK, END_KNOWN, type SpanColumns, type SpanRow, START_KNOWN } from '../../store/span-columns.ts';
import { isSessionId } from '../../telemetry/run-baggage.ts';
import { AttributeScanner } from './attribute-scanner.ts';
import { ascii, JsonBytes } from './json-bytes.ts';
import { UNUSUAL, WireCursor } from './wire-cursor.ts';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
/** The ids stand first, at the same places in each, and are written over when they are known. */
const TRACE_ID = '{"traceId":"';
const SPAN_ID = '","spanId":"';
const HEAD = ascii(`${TRACE_ID}${'0'.repeat(2 * TRACE_ID_BYTES)}${SPAN_ID}${'0'.repeat(2 * SPAN_ID_BYTES)}"`);
const TRACE_ID_AT = TRACE_ID.length;
const SPAN_ID_AT = TRACE_ID_AT + 2 * TRACE_ID_BYTES + SPAN_ID.length;

const PARENT_ID = ascii('"parentSpanId":"');
const TRACE_STATE = ascii('"traceState":');
const NAME = ascii('"name":');
const KIND = ascii('"kind":');
const START = ascii('"startTimeUnixNano":"');
const END = ascii('"endTimeUnixNano":"');
const DROPPED_ATTRIBUTES = ascii('"droppedAttributesCount":');
const EVENTS = ascii('"events":[');
const EVENT_TIME = ascii('"timeUnixNano":"');
const DROPPED_EVENTS = ascii('"droppedEventsCount":');
const LINKS = ascii('"links":[');
const LINK_TRACE_ID = ascii('"traceId":"');
const LINK_SPAN_ID = ascii('"spanId":"');
const DROPPED_LINKS = ascii('"droppedLinksCount":');
const STATUS = ascii('"status":{');
const MESSAGE = ascii('"message":');
const CODE = ascii('"code":');
const FLAGS = ascii('"flags":');
const OBJECT = ascii('{');
const [QUOTE, CLOSE_LIST, CLOSE] = [0x22, 0x5d, 0x7d] as const;

export class SpanScanner {
  readonly #columns: SpanColumns;
  readonly #cursor: WireCursor;
  readonly #json = new JsonBytes();
  readonly #attributes: AttributeScanner;
  readonly #sessionKey: number;
  readonly #runKey: number;
  /** The span that is being scanned; -1: it has not said so yet. */
  readonly #row: SpanRow = { ...BLANK, keys: [] };
  #traceAt = -1;
  #spanAt = -1;
  #parentAt = -1;
  #session = -1;
  #run = -1;
  /** Where the trace id of the span before stood, and its number. */
  #lastTraceAt = -1;
  #lastTrace = 0;

  constructor(bytes: Uint8Array, columns: SpanColumns) {
    this.#columns = columns;
    this.#cursor = new WireCursor(bytes);
    this.#attributes = new AttributeScanner(this.#cursor, this.#json, columns.texts);
    this.#sessionKey = columns.texts.intern(BAGGAGE_SESSION_ID);
    this.#runKey = columns.texts.intern(BAGGAGE_RUN_ID);
  }

  /** The row of the span whose length begins at the reader; the reader then stands behind it. */
  scan(pbf: PbfReader): number | undefined {
    const cursor = this.#cursor;
    cursor.at = pbf.pos;
    try {
      const end = cursor.end(cursor.bytes.length);
      this.#span(end);
      pbf.pos = end;
      return this.#push();
    } catch (error) {
      if (error !== UNUSUAL) throw error;
      return undefined;
    }
  }

  #span(end: number): void {
    const cursor = this.#cursor;
    Object.assign(this.#row, BLANK);
    this.#row.keys.length = 0;
    this.#traceAt = this.#spanAt = this.#parentAt = this.#session = this.#run = -1;
    this.#json.begin();
    this.#json.write(HEAD);
    let seen = 0;
    while (cursor.at < end) {
      const tag = cursor.tag(end);
      seen = once(seen, tag);
      this.#field(tag, end);
    }
    cursor.isAt(end);
    this.#json.byte(CLOSE);
    if (this.#traceAt < 0 || this.#spanAt < 0) throw UNUSUAL;
  }

  #field(tag: number, end: number): void {
    const cursor = this.#cursor;
    const json = this.#json;
    const row = this.#row;
    switch (tag) {
      case 0x0a:
        this.#traceAt = cursor.id(TRACE_ID_BYTES, end);
        json.hexAt(TRACE_ID_AT, cursor.bytes, this.#traceAt, cursor.at);
        return;
      case 0x12:
        this.#spanAt = cursor.id(SPAN_ID_BYTES, end);
        json.hexAt(SPAN_ID_AT, cursor.bytes, this.#spanAt, cursor.at);
        return;
      case 0x1a:
        json.next(TRACE_STATE);
        row.traceState = this.#attributes.recurring(end);
        return;
      case 0x22:
        // Some senders write the parent of a root as no bytes.
        if (cursor.follows(0, end)) return;
        this.#parentAt = this.#id(PARENT_ID, SPAN_ID_BYTES, end);
        return;
      case 0x2a:
        json.next(NAME);
        row.name = this.#attributes.recurring(end);
        return;
      case 0x30:
        row.kind = this.#uint(KIND, end);
        return;
      case 0x39: {
        const at = this.#time(START, end);
        row.startLow = cursor.view.getUint32(at, true);
        row.startHigh = cursor.view.getUint32(at + 4, true);
        row.known |= START_KNOWN;
        return;
      }
      case 0x41: {
        const at = this.#time(END, end);
        row.endLow = cursor.view.getUint32(at, true);
        row.endHigh = cursor.view.getUint32(at + 4, true);
        row.known |= END_KNOWN;
        return;
      }
      case 0x4a:
        this.#attributes.attributes(tag, end, this.#onAttribute);
        return;
      case 0x50:
        this.#uint(DROPPED_ATTRIBUTES, end);
        return;
      case 0x5a:
        json.next(EVENTS);
        do this.#event(cursor.end(end));
        while (cursor.follows(tag, end));
        json.byte(CLOSE_LIST);
        return;
      case 0x60:
        this.#uint(DROPPED_EVENTS, end);
        return;
      case 0x6a:
        json.next(LINKS);
        do this.#link(cursor.end(end));
        while (cursor.follows(tag, end));
        json.byte(CLOSE_LIST);
        return;
      case 0x70:
        this.#uint(DROPPED_LINKS, end);
        return;
      case 0x7a:
        this.#status(cursor.end(end));
        return;
      case 0x85:
        json.next(FLAGS);
        json.ascii(String(cursor.view.getUint32(cursor.fixed(4, end), true)));
        return;
      default:
        throw UNUSUAL;
    }
  }

  readonly #onAttribute = (key: number, textFrom: number, textTo: number): void => {
    this.#row.keys.push(key);
    // Of several of one key the first counts.
    if (key === this.#sessionKey && this.#session < 0) this.#session = this.#textId(textFrom, textTo);
    else if (key === this.#runKey && this.#run < 0) this.#run = this.#textId(textFrom, textTo);
  };
  #textId(from: number, to: number): number {
    return from < 0 ? 0 : this.#columns.texts.internBytes(this.#cursor.bytes, from, to);
  }

  #status(end: number): void {
    const cursor = this.#cursor;
    this.#json.next(STATUS);
    let seen = 0;
    while (cursor.at < end) {
      const tag = cursor.tag(end);
      seen = once(seen, tag);
      if (tag === 0x12) {
        this.#json.next(MESSAGE);
        this.#row.statusMessage = this.#attributes.recurring(end);
      } else if (tag === 0x18) this.#row.statusCode = this.#uint(CODE, end);
      else throw UNUSUAL;
    }
    cursor.isAt(end);
    this.#json.byte(CLOSE);
  }

  #event(end: number): void {
    const cursor = this.#cursor;
    this.#json.next(OBJECT);
    let seen = 0;
    while (cursor.at < end) {
      const tag = cursor.tag(end);
      seen = once(seen, tag);
      if (tag === 0x09) this.#time(EVENT_TIME, end);
      else if (tag === 0x12) {
        this.#json.next(NAME);
        this.#attributes.text(end);
      } else if (tag === 0x1a) this.#attributes.attributes(tag, end);
      else if (tag === 0x20) cursor.uint32(end);
      else throw UNUSUAL;
    }
    cursor.isAt(end);
    this.#json.byte(CLOSE);
  }

  #link(end: number): void {
    const cursor = this.#cursor;
    this.#json.next(OBJECT);
    let seen = 0;
    let ids = 0;
    while (cursor.at < end) {
      const tag = cursor.tag(end);
      seen = once(seen, tag);
      if (tag === 0x0a) ids += this.#id(LINK_TRACE_ID, TRACE_ID_BYTES, end) > 0 ? 1 : 0;
      else if (tag === 0x12) ids += this.#id(LINK_SPAN_ID, SPAN_ID_BYTES, end) > 0 ? 1 : 0;
      else if (tag === 0x1a) {
        this.#json.next(TRACE_STATE);
        this.#attributes.text(end);
      } else if (tag === 0x22) this.#attributes.attributes(tag, end);
      else if (tag === 0x28) cursor.uint32(end);
      else if (tag === 0x35) cursor.fixed(4, end);
      else throw UNUSUAL;
    }
    if (ids < 2) throw UNUSUAL;
    cursor.isAt(end);
    this.#json.byte(CLOSE);
  }

  /** Returns where in the JSON its digits begin. */
  #id(key: Uint8Array, bytes: number, end: number): number {
    const at = this.#cursor.id(bytes, end);
    this.#json.next(key);
    const digits = this.#json.length;
    this.#json.hex(this.#cursor.bytes, at, this.#cursor.at);
    this.#json.byte(QUOTE);
    return digits;
  }

  #uint(key: Uint8Array, end: number): number {
    const value = this.#cursor.uint32(end);
    this.#json.next(key);
    this.#json.ascii(String(value));
    return value;
  }

  /** Returns where its eight bytes are. */
  #time(key: Uint8Array, end: number): number {
    const at = this.#cursor.fixed(8, end);
    this.#json.next(key);
    this.#json.ascii(String(this.#cursor.view.getBigUint64(at, true)));
    this.#json.byte(QUOTE);
    return at;
  }

  #push(): number {
    const row = this.#row;
    const otlp = this.#json.text();
    row.otlp = otlp;
    row.traceId = this.#trace(otlp);
    row.spanId = otlp.slice(SPAN_ID_AT, SPAN_ID_AT + 2 * SPAN_ID_BYTES);
    if (this.#parentAt >= 0)
      row.parentSpanId = otlp.slice(this.#parentAt, this.#parentAt + 2 * SPAN_ID_BYTES);
    if (this.#session > 0 && isSessionId(this.#columns.text(this.#session))) row.session = this.#session;
    if (this.#run > 0) row.run = this.#run;
    return this.#columns.push(row);
  }

  /** Spans of one trace mostly follow each other. */
  #trace(otlp: string): number {
    const { bytes } = this.#cursor;
    let same = 0;
    if (this.#lastTraceAt >= 0)
      while (same < TRACE_ID_BYTES && bytes[this.#lastTraceAt + same] === bytes[this.#traceAt + same]) same++;
    if (same < TRACE_ID_BYTES)
      this.#lastTrace = this.#columns.texts.intern(otlp.slice(TRACE_ID_AT, TRACE_ID_AT + 2 * TRACE_ID_BYTES));
    this.#lastTraceAt = this.#traceAt;
    return this.#lastTrace;
  }
}

/** Fields of these messages have numbers below 32; of those beyond, some are taken for others, and then for unusual. */
function once(seen: number, tag: number): number {
  const bit = 1 << (tag >>> 3);
  if (seen & bit) throw UNUSUAL;
  return seen | bit;
}
