/**
 * Rows kept as one typed array a field, doubling when full: appending is amortised O(1) and makes no object a row.
 *
 *   row         0    1    2  | spare capacity
 *   startNs   [ 0.0  5.0  7.0 | 0 0 0 0 0 ]
 *   name      [ 3    4    4   | 0 0 0 0 0 ]
 *
 * Growing replaces the arrays in `arrays` (which itself stays the same object), so a reader takes them anew after each append.
 */
export type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

export const u8 = (capacity: number): Uint8Array => new Uint8Array(capacity);
export const u32 = (capacity: number): Uint32Array => new Uint32Array(capacity);
export const i32 = (capacity: number): Int32Array => new Int32Array(capacity);
export const f64 = (capacity: number): Float64Array => new Float64Array(capacity);

export interface ColumnSchema {
  readonly [name: string]: (capacity: number) => Column;
}
export type ArraysOf<S extends ColumnSchema> = { [K in keyof S]: ReturnType<S[K]> };

/** The rows as data: they can be handed to another thread, and a new table made of them. */
export interface PackedRows<S extends ColumnSchema> {
  readonly length: number;
  readonly arrays: ArraysOf<S>;
}

const INITIAL_CAPACITY = 64;

export class GrowableColumns<S extends ColumnSchema> {
  readonly arrays: ArraysOf<S>;
  readonly #schema: S;
  #capacity: number;
  #length: number;

  constructor(schema: S, packed?: PackedRows<S>) {
    this.#schema = schema;
    this.#length = packed?.length ?? 0;
    this.arrays = packed === undefined ? this.#allocate(INITIAL_CAPACITY) : { ...packed.arrays };
    this.#capacity = Math.min(...Object.values(this.arrays).map(({ length }) => length));
  }

  /** The columns themselves, not copies. */
  get packed(): PackedRows<S> {
    return { length: this.#length, arrays: this.arrays };
  }

  get length(): number {
    return this.#length;
  }

  /** Adds one row of zeros and returns its index. */
  push(): number {
    if (this.#length === this.#capacity) this.#grow();
    return this.#length++;
  }

  #grow(): void {
    // Where there is no memory for it, this throws, and the table is as it was.
    const next = this.#allocate(this.#capacity * 2);
    this.#capacity *= 2;
    for (const name in this.#schema) {
      next[name].set(this.arrays[name]);
      this.arrays[name] = next[name];
    }
  }

  #allocate(capacity: number): ArraysOf<S> {
    const arrays: Partial<ArraysOf<S>> = {};
    for (const name in this.#schema) {
      arrays[name] = this.#schema[name]?.(capacity) as ArraysOf<S>[typeof name];
    }
    return arrays as ArraysOf<S>;
  }
}
