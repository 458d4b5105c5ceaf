/**
 * Readers for one JSON value each, put together into the OTLP shapes by the files beside. What they give is the shape
 * and nothing else: unknown keys are left out, a known key with a wrong value is left out and noted. Only the lists that
 * lead to the records must be lists, because beyond them nobody could say what was lost.
 */
import { normaliseAnyValue, parseDouble, parseInt64 } from '../../../src/trace/model/any-value.ts';
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpResource,
  OtlpScope,
} from '../../../src/trace/model/otlp-json.ts';
import { isObject } from '../../../src/trace/model/otlp-walk.ts';
import { shown } from '../../../src/trace/model/problems.ts';
import type { Findings } from '../findings.ts';
import { Undecodable } from '../undecodable.ts';

/** Undefined leaves the field out. `field` names it in what is noted. */
export type Read<T> = (given: unknown, field: string, findings: Findings) => T | undefined;

function leftOut(given: unknown, field: string, findings: Findings, wanted: string): undefined {
  findings.warn(`${field} is ${shown(given)}, not ${wanted}: left out`);
}

export const text: Read<string> = (given, field, findings) =>
  typeof given === 'string' ? given : leftOut(given, field, findings, 'a string');

export const flag: Read<boolean> = (given, field, findings) =>
  typeof given === 'boolean' ? given : leftOut(given, field, findings, 'true or false');

/** A whole number within bounds, as a number or in decimal, which JSON of protobuf allows for all of them. */
const wholeNumber =
  (min: number, max: number): Read<number> =>
  (given, field, findings) => {
    const value = typeof given === 'string' && DECIMAL.test(given) ? Number(given) : given;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
      return value + 0;
    const isName = typeof given === 'string' && /^[A-Z][A-Z_]+$/.test(given);
    const hint = isName ? ' (OTLP/JSON takes the numbers of enums, not their names)' : '';
    return leftOut(given, field, findings, `a whole number${hint}`);
  };
const DECIMAL = /^-?\d{1,10}$/;
export const int32 = wholeNumber(-(2 ** 31), 2 ** 31 - 1);
/** Enums too. */
export const uint32 = wholeNumber(0, 2 ** 32 - 1);

/** 64-bit integers: decimal strings, or numbers. */
export const int64: Read<string> = (given, field, findings) => {
  const value = parseInt64(given);
  return value === undefined ? leftOut(given, field, findings, 'a 64-bit integer') : String(value);
};

/** Some senders write these as numbers, which JSON rounds to some hundreds: better than none. */
const unsigned64 =
  (wanted: string): Read<string> =>
  (given, field, findings) => {
    if (typeof given === 'string' && /^\d{1,20}$/.test(given)) {
      if (given.length < 20 || BigInt(given) < 2n ** 64n) return given;
    } else if (typeof given === 'number' && Number.isInteger(given) && given >= 0 && given < 2 ** 64)
      return String(BigInt(given));
    return leftOut(given, field, findings, wanted);
  };
export const uint64 = unsigned64('an unsigned 64-bit integer');
export const unixNano = unsigned64('nanoseconds as a decimal string');

export const double: Read<number | string> = (given, field, findings) => {
  const value = parseDouble(given);
  if (value === undefined) return leftOut(given, field, findings, 'a number');
  return Number.isFinite(value) ? value : String(value);
};
export const anyValue: Read<OtlpAnyValue> = (given, field, findings) =>
  normaliseAnyValue(given, (reason) => findings.warn(`${field} ${reason}: what could not be read is empty`));

const keyValue: Read<OtlpKeyValue> = (given, field, findings) => {
  const { key, value } = (isObject(given) ? given : {}) as {
    readonly key?: unknown;
    readonly value?: unknown;
  };
  if (typeof key !== 'string') return leftOut(given, field, findings, 'a key and a value');
  const warn = (reason: string) =>
    findings.warn(`${field} ${shown(key)} ${reason}: what could not be read is empty`);
  return { key, value: normaliseAnyValue(value, warn) };
};

/** Items that cannot be read are left out. */
export const list =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (given, field, findings) => {
    if (!Array.isArray(given)) return leftOut(given, field, findings, 'a list');
    const items: T[] = [];
    for (const one of given) {
      const read = item(one, field, findings);
      if (read !== undefined) items.push(read);
    }
    return items;
  };

/** What makes the record that it is part of unreadable. */
class Unreadable extends Error {}

/** A list whose items are known by their places: without one of them, all behind it would mean something else. */
export const exactList =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (given, field, findings) => {
    const items = list(item)(given, field, findings);
    if (items === undefined || items.length !== (given as readonly unknown[]).length)
      throw new Unreadable(`${field} cannot be read`);
    return items;
  };

/** Null stands for the default, as in all proto3 JSON. */
export const message =
  <T extends object>(fields: { readonly [K in keyof T]-?: Read<NonNullable<T[K]>> }): Read<T> =>
  (given, field, findings) => {
    if (!isObject(given)) return leftOut(given, field, findings, 'an object');
    const source = given as { readonly [key: string]: unknown };
    const result: { [K in keyof T]?: T[K] } = {};
    for (const key in fields) {
      const value = source[key];
      if (value === undefined || value === null || !Object.hasOwn(source, key)) continue;
      const read = fields[key](value, key, findings);
      if (read !== undefined) result[key] = read;
    }
    noteSnakeCase(source, fields, findings);
    return result as T;
  };

/** Unknown keys are ignored, as proto3 asks; one that is a known key in snake_case was meant, and its value is lost. */
function noteSnakeCase(source: object, fields: object, findings: Findings): void {
  for (const key of Object.keys(source)) {
    if (!key.includes('_')) continue;
    const meant = key.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (Object.hasOwn(fields, meant))
      findings.warn(`${shown(key)} is left out: OTLP/JSON names it ${shown(meant)}`);
  }
}

/** A list on the way to the records. */
export const groups =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (given, field, findings) => {
    if (!Array.isArray(given)) throw new Undecodable(`${field} is ${shown(given)}, not a list.`, field);
    return given.map((one, index) => {
      const read = isObject(one) ? item(one, field, findings) : undefined;
      if (read === undefined)
        throw new Undecodable(`${field}[${index}] is ${shown(one)}, not an object.`, `${field}[${index}]`);
      return read;
    });
  };

/** The records themselves: one that cannot be read is refused, its neighbours stay. */
export const records =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (given, field, findings) => {
    if (!Array.isArray(given)) throw new Undecodable(`${field} is ${shown(given)}, not a list.`, field);
    return eachAlone(given, item, field, findings);
  };

/** Records within a record, as points are in a metric: without the list there is nothing of the outer one either. */
export const innerRecords =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (given, field, findings) => {
    if (!Array.isArray(given)) throw new Unreadable(`${field} is ${shown(given)}, not a list`);
    return eachAlone(given, item, field, findings);
  };

function eachAlone<T>(given: readonly unknown[], item: Read<T>, field: string, findings: Findings): T[] {
  const taken: T[] = [];
  for (const one of given) {
    try {
      const read = isObject(one) ? item(one, field, findings) : undefined;
      if (read !== undefined) taken.push(read);
      else findings.reject(`an entry of ${field} is ${shown(one)}, not an object`);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      findings.reject(`an entry of ${field} cannot be read: ${error.message}`);
    }
  }
  return taken;
}

export const attributes = list(keyValue);
export const resource = message<OtlpResource>({ attributes });
export const scope = message<OtlpScope>({ name: text, version: text, attributes });
