/**
 * Cuts a large JSON document, as its text comes in, into small ones that hold the same telemetry; so that a file of any size
 * is read without ever standing in memory as a whole.
 *
 *   {"resourceSpans":[ {"resource":R,"scopeSpans":[ {"scope":S,"spans":[ a, b, c, d ]} ]}, ... ]}
 *                      cut 1 |                      cut 2 |                  | cut 3
 *
 *   slice 1   {"resourceSpans":[{"resource":R,"scopeSpans":[{"scope":S,"spans":[ a, b ]}]}]}
 *   slice 2   {"resourceSpans":[{"resource":R,"scopeSpans":[{"scope":S,"spans":[ c, d ]}]}, ...
 *
 * What a record belongs to is written again in front of each slice; so a cut below a resource (or a scope) is only made where
 * that stands before the list, as all known programs write it. Of other documents nothing is cut. It follows strings and
 * brackets, and leaves judging the rest to `JSON.parse`. Each character is looked at once.
 */

export interface Slice {
  readonly text: string;
  /** The place in the document of a place in the slice. */
  placeOf(place: string): string;
}

/** What the outer lists may be called, and the two lists within. */
const LISTS: { readonly [outer: string]: readonly [scopes: string, records: string] } = {
  resourceSpans: ['scopeSpans', 'spans'],
  batches: ['scopeSpans', 'spans'],
  resourceLogs: ['scopeLogs', 'logRecords'],
  resourceMetrics: ['scopeMetrics', 'metrics'],
  data: ['', ''],
};
const PLACE =
  /\b(resourceSpans|resourceLogs|resourceMetrics|batches|data)\[(\d+)\](?:(\.scope\w+)\[(\d+)\](?:(\.\w+)\[(\d+)\])?)?/;
const SLICE_CHARS = 1 << 18;
const CLOSERS = ['', ']}', ']}]}', ']}]}]}'];

const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

export class DocumentSlicer {
  /** False when the slice is no JSON: if it is the first, the document is left whole. */
  readonly #take: (slice: Slice) => boolean;
  readonly #sliceChars: number;
  /** Text of the slice under way, but for the end of the piece at hand. */
  #pieces: string[] = [];
  #length = 0;
  #cuts = 0;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #expectsKey = false;
  /** The key being read, or the last one that was, at a depth at which it matters. */
  #key = '';
  #outer = '';
  /** How many of the three lists it is in. */
  #level = 0;
  /** Where, in the slice, the heads of the outer element and of its scope begin and end, and whether they say whose they are. */
  #outerHead = { from: 0, to: 0, isNamed: false };
  #scopeHead = { from: 0, to: 0, isNamed: false };
  /** Numbers of the element, scope and record at hand, and of those with which the slice began. */
  #at = { outer: 0, scope: 0, record: 0 };
  #from = { outer: 0, scope: 0, record: 0 };
  #lastComma: { readonly at: number; readonly level: number } | undefined;
  isRefused = false;

  constructor(take: (slice: Slice) => boolean, sliceChars = SLICE_CHARS) {
    this.#take = take;
    this.#sliceChars = sliceChars;
  }

  get hasCut(): boolean {
    return this.#cuts > 0;
  }

  /** Where in the text the document ends; undefined when it goes on. */
  push(text: string): number | undefined {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === BACKSLASH) this.#isEscaped = true;
        else if (code === QUOTE) {
          this.#inString = false;
          if (this.#expectsKey) this.#keyRead();
          continue;
        }
        if (this.#expectsKey) this.#key += text.charAt(at);
        continue;
      }
      if (code === QUOTE) {
        this.#inString = true;
        if (this.#expectsKey) this.#key = '';
      } else if (code === OPEN_OBJECT || code === OPEN_LIST) this.#open(code, this.#length + at - from);
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        this.#close(code);
        if (this.#depth > 0) continue;
        this.#keep(text.slice(from, at + 1));
        return at + 1;
      } else if (code === COMMA) {
        if (this.#comma(this.#length + at - from)) {
          this.#keep(text.slice(from, at));
          // The comma goes with the cut: nothing comes before the next record.
          if (this.#cut()) from = at + 1;
          else from = at;
        }
      }
    }
    this.#keep(text.slice(from));
    return undefined;
  }

  /** What has not been handed out; whole, when the document has ended. */
  rest(): Slice {
    return this.#slice(this.#pieces.join(''));
  }

  /** Of a document that broke off: the rest up to the last record that is whole. */
  salvage(): Slice | undefined {
    const { at, level } = this.#lastComma ?? { at: 0, level: 0 };
    return level === 0 ? undefined : this.#slice(this.#pieces.join('').slice(0, at) + CLOSERS[level]);
  }

  #keep(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** Keys of the document, of elements of the outer list, and of scopes say which list comes. */
  get #isAtKeys(): boolean {
    return this.#depth === 1 || (this.#level > 0 && this.#level < 3 && this.#depth === this.#level * 2 + 1);
  }

  #keyRead(): void {
    this.#expectsKey = false;
    if (this.#depth === 3 && this.#key === 'resource') this.#outerHead.isNamed = true;
    if (this.#depth === 5 && this.#key === 'scope') this.#scopeHead.isNamed = true;
  }

  #open(code: number, at: number): void {
    const depth = this.#depth++;
    const isObject = code === OPEN_OBJECT;
    this.#expectsKey = isObject && this.#isAtKeys;
    if (isObject) {
      if (depth === 2 && this.#level === 1) this.#outerHead = { from: at, to: at, isNamed: false };
      if (depth === 4 && this.#level === 2) this.#scopeHead = { from: at, to: at, isNamed: false };
      return;
    }
    const [scopes, records] = LISTS[this.#outer] ?? ['', ''];
    if (depth === 1 && Object.hasOwn(LISTS, this.#key)) {
      this.#outer = this.#key;
      this.#level = 1;
      this.#at = { outer: 0, scope: 0, record: 0 };
    } else if (depth === 3 && this.#level === 1 && this.#key === scopes) {
      this.#level = 2;
      this.#outerHead.to = at + 1;
      this.#at = { ...this.#at, scope: 0, record: 0 };
    } else if (depth === 5 && this.#level === 2 && this.#key === records) {
      this.#level = 3;
      this.#scopeHead.to = at + 1;
      this.#at = { ...this.#at, record: 0 };
    }
  }

  #close(code: number): void {
    this.#depth--;
    this.#expectsKey = false;
    if (code === CLOSE_LIST && this.#level > 0 && this.#depth === this.#level * 2 - 1) this.#level--;
  }

  /** Whether this is the place for a cut. */
  #comma(at: number): boolean {
    const depth = this.#depth;
    this.#expectsKey = this.#isAtKeys;
    if (this.#level === 0 || depth !== this.#level * 2) return false;
    const { outer, scope, record } = this.#at;
    if (depth === 2) this.#at = { outer: outer + 1, scope: 0, record: 0 };
    else if (depth === 4) this.#at = { outer, scope: scope + 1, record: 0 };
    else this.#at.record = record + 1;
    if (depth >= 4 && !this.#outerHead.isNamed) return false;
    if (depth === 6 && !this.#scopeHead.isNamed) return false;
    this.#lastComma = { at, level: this.#level };
    return at >= this.#sliceChars && !this.isRefused;
  }

  #cut(): boolean {
    const text = this.#pieces.join('');
    const level = this.#level;
    if (!this.#take(this.#slice(text + CLOSERS[level])) && this.#cuts === 0) {
      this.isRefused = true;
      this.#pieces = [text];
      return false;
    }
    this.#cuts++;
    const start = `{"${this.#outer}":[`;
    const outerHead = level > 1 ? text.slice(this.#outerHead.from, this.#outerHead.to) : '';
    const scopeHead = level > 2 ? text.slice(this.#scopeHead.from, this.#scopeHead.to) : '';
    const outerEnd = start.length + outerHead.length;
    this.#outerHead = { ...this.#outerHead, from: start.length, to: outerEnd };
    this.#scopeHead = { ...this.#scopeHead, from: outerEnd, to: outerEnd + scopeHead.length };
    this.#pieces = [];
    this.#length = 0;
    this.#keep(start + outerHead + scopeHead);
    this.#from = { ...this.#at };
    this.#lastComma = undefined;
    return true;
  }

  #slice(text: string): Slice {
    const from = this.#from;
    const isAsItStands = this.#cuts === 0;
    return {
      text,
      placeOf: (place) =>
        isAsItStands
          ? place
          : place.replace(PLACE, (_, list, outer, scopes = '', scope = 0, records = '', record = 0) => {
              const isFirst = outer === '0';
              const isFirstScope = isFirst && scope === '0';
              return (
                `${list}[${Number(outer) + from.outer}]` +
                (scopes === '' ? '' : `${scopes}[${Number(scope) + (isFirst ? from.scope : 0)}]`) +
                (records === '' ? '' : `${records}[${Number(record) + (isFirstScope ? from.record : 0)}]`)
              );
            }),
    };
  }
}
