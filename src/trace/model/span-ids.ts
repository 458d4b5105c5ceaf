/**
 * Finds spans by (traceId, spanId), and holds the children of parents that have not arrived.
 *
 *   entry  trace  span   first   waiting              wait   child   next
 *     0     a      1       0        -1                  0      1      -1
 *     1     a      2      -1         1 ---------------> 1      3       0     spans 3 and 1 wait for (a, 2)
 *
 * A child that changes its mind leaves its old wait behind, so whoever adopts checks that the child still means it.
 * Open addressing over pairs of string ids, so that no text is joined and no object made a span. O(1) amortised.
 */
import { GrowableColumns, i32, type PackedRows, u32 } from './growable-columns.ts';
import { NO_SPAN, type SpanIndex, type StringId } from './types.ts';

const NONE = -1;
const ENTRY_SCHEMA = { trace: u32, span: u32, first: i32, waiting: i32 };
const WAIT_SCHEMA = { child: i32, next: i32 };

export interface PackedSpanIds {
  readonly entries: PackedRows<typeof ENTRY_SCHEMA>;
  readonly waits: PackedRows<typeof WAIT_SCHEMA>;
  readonly slots: Int32Array;
}

export class SpanIds {
  readonly #entries: GrowableColumns<typeof ENTRY_SCHEMA>;
  readonly #waits: GrowableColumns<typeof WAIT_SCHEMA>;
  #slots: Int32Array;

  constructor(packed?: PackedSpanIds) {
    this.#entries = new GrowableColumns(ENTRY_SCHEMA, packed?.entries);
    this.#waits = new GrowableColumns(WAIT_SCHEMA, packed?.waits);
    this.#slots = packed?.slots ?? new Int32Array(256).fill(NONE);
  }

  get packed(): PackedSpanIds {
    return { entries: this.#entries.packed, waits: this.#waits.packed, slots: this.#slots };
  }

  find(trace: StringId, span: StringId): SpanIndex {
    const entry = this.#slots[this.#slotOf(trace, span)] ?? NONE;
    return entry === NONE ? NO_SPAN : this.#firstOf(entry);
  }

  /**
   * Makes `index` the span of this id, and calls back for each child that waited for it. False if the id is taken.
   */
  claim(trace: StringId, span: StringId, index: SpanIndex, adopt: (child: SpanIndex) => void): boolean {
    const entry = this.#entry(trace, span);
    if (this.#firstOf(entry) !== NO_SPAN) return false;
    const { first, waiting } = this.#entries.arrays;
    first[entry] = index;
    const { child, next } = this.#waits.arrays;
    for (let wait = waiting[entry] ?? NONE; wait !== NONE; wait = next[wait] ?? NONE) {
      adopt((child[wait] ?? NO_SPAN) as SpanIndex);
    }
    waiting[entry] = NONE;
    return true;
  }

  /** The parent's index, or NO_SPAN after noting that `child` waits for it. */
  parentFor(child: SpanIndex, trace: StringId, parentSpan: StringId): SpanIndex {
    const entry = this.#entry(trace, parentSpan);
    const parent = this.#firstOf(entry);
    if (parent !== NO_SPAN) return parent;
    const wait = this.#waits.push();
    const { waiting } = this.#entries.arrays;
    this.#waits.arrays.child[wait] = child;
    this.#waits.arrays.next[wait] = waiting[entry] ?? NONE;
    waiting[entry] = wait;
    return NO_SPAN;
  }

  #firstOf(entry: number): SpanIndex {
    return (this.#entries.arrays.first[entry] ?? NO_SPAN) as SpanIndex;
  }

  #entry(trace: StringId, span: StringId): number {
    const slot = this.#slotOf(trace, span);
    const known = this.#slots[slot] ?? NONE;
    if (known !== NONE) return known;
    const entry = this.#entries.push();
    const { arrays } = this.#entries;
    arrays.trace[entry] = trace;
    arrays.span[entry] = span;
    arrays.first[entry] = NO_SPAN;
    arrays.waiting[entry] = NONE;
    this.#slots[slot] = entry;
    if (this.#entries.length * 2 > this.#slots.length) this.#rehash();
    return entry;
  }

  /** The slot that holds the pair, or the free one where it would go. Half the slots are always free. */
  #slotOf(trace: StringId, span: StringId): number {
    const mask = this.#slots.length - 1;
    const { arrays } = this.#entries;
    const hash = Math.imul(trace, 0x9e3779b1) ^ Math.imul(span, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? NONE;
      if (entry === NONE || (arrays.span[entry] === span && arrays.trace[entry] === trace)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    const { trace, span } = this.#entries.arrays;
    for (let entry = 0; entry < this.#entries.length; entry++) {
      this.#slots[this.#slotOf(trace[entry] ?? 0, span[entry] ?? 0)] = entry;
    }
  }
}
