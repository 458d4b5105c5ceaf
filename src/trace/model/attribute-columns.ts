/**
 * All attributes of all owners (spans, events, links, resources, scopes) in one set of flat columns; an owner holds a range.
 *
 *   span 7 --start 2, count 3-->   row    0    1    2    3    4   5
 *                                  key    ..   ..   http.route | http.status | retry
 *                                  type   ..   ..   STRING     | INT         | BOOLEAN
 *                                  value  ..   ..   string id  | 200         | 1
 *
 * Lists, maps, bytes and integers beyond 2^53 are few and stand aside in `others`. When a key comes twice the last wins.
 */
import { normaliseAnyValue, parseInt64, toAttributeValue, toJsonDouble } from './any-value.ts';
import { f64, GrowableColumns, type PackedRows, u8, u32 } from './growable-columns.ts';
import type { OtlpAnyValue, OtlpKeyValue } from './otlp-json.ts';
import type { Unchecked } from './otlp-walk.ts';
import { type ProblemLog, shown } from './problems.ts';
import type { StringTable } from './string-table.ts';
import type { AttributeValue } from './types.ts';

/** 0, the value of a fresh row, is null. */
const STRING = 1;
const BOOLEAN = 2;
const INT = 3;
const DOUBLE = 4;
const OTHER = 5;

const SCHEMA = { key: u32, type: u8, value: f64 };

export interface PackedAttributes {
  readonly rows: PackedRows<typeof SCHEMA>;
  readonly others: OtlpAnyValue[];
}

export class AttributeColumns {
  readonly #rows: GrowableColumns<typeof SCHEMA>;
  readonly #others: OtlpAnyValue[];
  readonly #strings: StringTable;

  constructor(strings: StringTable, packed?: PackedAttributes) {
    this.#strings = strings;
    this.#rows = new GrowableColumns(SCHEMA, packed?.rows);
    this.#others = packed?.others ?? [];
  }

  get packed(): PackedAttributes {
    return { rows: this.#rows.packed, others: this.#others };
  }

  /** The next owner's `start`; its count is what `append` returns. */
  get length(): number {
    return this.#rows.length;
  }

  append(attributes: unknown, problems: ProblemLog): number {
    const start = this.#rows.length;
    for (const attribute of listOfAttributes(attributes, problems)) {
      const key = keyOf(attribute, problems);
      if (key !== undefined) this.#push(key, (attribute as Unchecked<OtlpKeyValue>).value, problems);
    }
    return this.#rows.length - start;
  }

  find(start: number, count: number, key: string): AttributeValue | undefined {
    const wanted = this.#strings.find(key);
    if (wanted === undefined) return undefined;
    const keys = this.#rows.arrays.key;
    for (let row = start + count - 1; row >= start; row--) {
      if (keys[row] === wanted) return this.#value(row);
    }
    return undefined;
  }

  map(start: number, count: number): ReadonlyMap<string, AttributeValue> {
    const map = new Map<string, AttributeValue>();
    for (let row = start; row < start + count; row++) map.set(this.#key(row), this.#value(row));
    return map;
  }

  toOtlp(start: number, count: number): readonly OtlpKeyValue[] {
    const list: OtlpKeyValue[] = [];
    for (let row = start; row < start + count; row++) {
      list.push({ key: this.#key(row), value: this.#anyValue(row) });
    }
    return list;
  }

  #push(key: string, given: unknown, problems: ProblemLog): void {
    const row = this.#rows.push();
    const { arrays } = this.#rows;
    arrays.key[row] = this.#strings.intern(key);
    const text = (given as OtlpAnyValue | null | undefined)?.stringValue;
    if (typeof text === 'string') {
      arrays.type[row] = STRING;
      arrays.value[row] = this.#strings.intern(text);
      return;
    }
    const value = checkedValue(key, given, problems);
    if (value.boolValue !== undefined) {
      arrays.type[row] = BOOLEAN;
      arrays.value[row] = value.boolValue ? 1 : 0;
    } else if (value.doubleValue !== undefined) {
      arrays.type[row] = DOUBLE;
      arrays.value[row] = Number(value.doubleValue);
    } else {
      const int = value.intValue === undefined ? undefined : parseInt64(value.intValue);
      if (typeof int === 'number') {
        arrays.type[row] = INT;
        arrays.value[row] = int;
      } else if (
        int !== undefined ||
        value.bytesValue !== undefined ||
        value.arrayValue ||
        value.kvlistValue
      ) {
        arrays.type[row] = OTHER;
        arrays.value[row] = this.#others.push(value) - 1;
      }
    }
  }

  #key(row: number): string {
    return this.#strings.get(this.#rows.arrays.key[row] ?? 0);
  }

  #value(row: number): AttributeValue {
    const value = this.#rows.arrays.value[row] ?? 0;
    switch (this.#rows.arrays.type[row]) {
      case STRING:
        return this.#strings.get(value);
      case BOOLEAN:
        return value === 1;
      case INT:
      case DOUBLE:
        return value;
      case OTHER:
        return toAttributeValue(this.#others[value] ?? {});
      default:
        return null;
    }
  }

  #anyValue(row: number): OtlpAnyValue {
    const value = this.#rows.arrays.value[row] ?? 0;
    switch (this.#rows.arrays.type[row]) {
      case STRING:
        return { stringValue: this.#strings.get(value) };
      case BOOLEAN:
        return { boolValue: value === 1 };
      case INT:
        return { intValue: String(value) };
      case DOUBLE:
        return { doubleValue: toJsonDouble(value) };
      case OTHER:
        return this.#others[value] ?? {};
      default:
        return {};
    }
  }
}

/** The attributes as they may be relied on: every key a string, every value well formed and of bounded depth. */
export function checkedAttributes(attributes: unknown, problems: ProblemLog): readonly OtlpKeyValue[] {
  const checked: OtlpKeyValue[] = [];
  for (const attribute of listOfAttributes(attributes, problems)) {
    const key = keyOf(attribute, problems);
    if (key === undefined) continue;
    checked.push({ key, value: checkedValue(key, (attribute as Unchecked<OtlpKeyValue>).value, problems) });
  }
  return checked;
}

const NO_ATTRIBUTES: readonly unknown[] = [];

function listOfAttributes(attributes: unknown, problems: ProblemLog): readonly unknown[] {
  if (Array.isArray(attributes)) return attributes;
  if (attributes !== undefined && attributes !== null) {
    const message = `attributes is ${shown(attributes)}, not a list of { key, value }; none were read.`;
    problems.kept('bad-attribute', message);
  }
  return NO_ATTRIBUTES;
}

function keyOf(attribute: unknown, problems: ProblemLog): string | undefined {
  const key = (attribute as Unchecked<OtlpKeyValue> | null | undefined)?.key;
  if (typeof key === 'string') return key;
  problems.kept('bad-attribute', `An attribute has the key ${shown(key)}, not a string; it was left out.`);
  return undefined;
}

function checkedValue(key: string, value: unknown, problems: ProblemLog): OtlpAnyValue {
  return normaliseAnyValue(value, (reason) => {
    problems.kept('bad-attribute', `The attribute ${shown(key)} ${reason}; what could not be read is null.`);
  });
}
