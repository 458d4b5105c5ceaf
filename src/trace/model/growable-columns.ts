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
type ArraysOf<S extends ColumnSchema> = { [K in keyof S]: ReturnType<S[K]> };

const INITIAL_CAPACITY = 64;

export class GrowableColumns<S extends ColumnSchema> {
  readonly arrays: ArraysOf<S>;
  readonly #schema: S;
  #capacity = INITIAL_CAPACITY;
  #length = 0;

  constructor(schema: S) {
    this.#schema = schema;
    this.arrays = this.#allocate(INITIAL_CAPACITY);
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
    this.#capacity *= 2;
    const next = this.#allocate(this.#capacity);
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
