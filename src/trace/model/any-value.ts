/**
 * OTLP's AnyValue, three ways:
 *
 *   as it arrived (unknown)  --normaliseAnyValue-->  OtlpAnyValue, checked  --toAttributeValue-->  a JavaScript value
 *
 * The checked form keeps what the JavaScript value cannot say (2 as an integer or as a double), so that it can be sent on
 * unchanged. Nesting is followed to MAX_DEPTH and cut there.
 *
 * Source: opentelemetry-proto 1.11.0, common.proto; proto3 JSON mapping for int64, double and bytes.
 */
import { decodeBase64, encodeBase64 } from './base64.ts';
import type { OtlpAnyValue, OtlpKeyValue } from './otlp-json.ts';
import type { AttributeValue } from './types.ts';

export const MAX_DEPTH = 32;
const INT64 = /^-?\d{1,19}$/;
const NON_FINITE = ['NaN', 'Infinity', '-Infinity'];
const EMPTY: OtlpAnyValue = {};

export type OnBadValue = (reason: string) => void;

export function normaliseAnyValue(value: unknown, onBad: OnBadValue, depth = 0): OtlpAnyValue {
  if (value === undefined || value === null) return EMPTY;
  if (typeof value !== 'object') return bad(onBad, 'is not an AnyValue object');
  const given = value as { readonly [K in keyof OtlpAnyValue]: unknown };
  if (typeof given.stringValue === 'string') return { stringValue: given.stringValue };
  if (typeof given.boolValue === 'boolean') return { boolValue: given.boolValue };
  if (given.intValue !== undefined) {
    const int = parseInt64(given.intValue);
    return int === undefined
      ? bad(onBad, 'has an intValue that is no 64-bit integer')
      : { intValue: String(int) };
  }
  if (given.doubleValue !== undefined) {
    const double = parseDouble(given.doubleValue);
    if (double === undefined) return bad(onBad, 'has a doubleValue that is no number');
    return { doubleValue: toJsonDouble(double) };
  }
  if (typeof given.bytesValue === 'string') {
    const bytes = decodeBase64(given.bytesValue);
    return bytes === undefined
      ? bad(onBad, 'has a bytesValue that is not base64')
      : { bytesValue: encodeBase64(bytes) };
  }
  const isList = given.arrayValue !== undefined;
  const holder = isList ? given.arrayValue : given.kvlistValue;
  if (holder === undefined) {
    return Object.keys(value).length === 0 ? EMPTY : bad(onBad, 'has none of the fields of an AnyValue');
  }
  const values = holder === null ? [] : ((holder as { readonly values?: unknown }).values ?? []);
  if (!Array.isArray(values)) return bad(onBad, 'has values that are no list');
  if (depth === MAX_DEPTH) return bad(onBad, `is nested deeper than ${MAX_DEPTH} levels and was cut there`);
  if (isList) {
    return {
      arrayValue: { values: values.map((item: unknown) => normaliseAnyValue(item, onBad, depth + 1)) },
    };
  }
  return {
    kvlistValue: { values: values.map((item: unknown) => normaliseKeyValue(item, onBad, depth + 1)) },
  };
}

function normaliseKeyValue(item: unknown, onBad: OnBadValue, depth: number): OtlpKeyValue {
  const { key, value } = (item ?? {}) as { readonly key?: unknown; readonly value?: unknown };
  if (typeof key !== 'string') onBad('has an entry whose key is not a string');
  return { key: typeof key === 'string' ? key : '', value: normaliseAnyValue(value, onBad, depth) };
}

function bad(onBad: OnBadValue, reason: string): OtlpAnyValue {
  onBad(reason);
  return EMPTY;
}

/** The JavaScript value of a checked AnyValue. Recursion is bounded by MAX_DEPTH. */
export function toAttributeValue(value: OtlpAnyValue): AttributeValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return parseInt64(value.intValue) ?? null;
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.bytesValue !== undefined) return decodeBase64(value.bytesValue) ?? null;
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(toAttributeValue);
  if (value.kvlistValue) {
    // fromEntries defines own properties, so a key such as __proto__ stays plain data.
    return Object.fromEntries(
      (value.kvlistValue.values ?? []).map((entry) => [
        entry.key ?? '',
        toAttributeValue(entry.value ?? EMPTY),
      ]),
    );
  }
  return null;
}

/** The AnyValue of a JavaScript value; whole numbers become integers. */
export function toAnyValue(value: AttributeValue): OtlpAnyValue {
  if (value === null) return EMPTY;
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return toNumberValue(value);
  if (value instanceof Uint8Array) return { bytesValue: encodeBase64(value) };
  if (isValueList(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return {
    kvlistValue: { values: Object.entries(value).map(([key, item]) => ({ key, value: toAnyValue(item) })) },
  };
}

function toNumberValue(value: number): OtlpAnyValue {
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: toJsonDouble(value) };
}

function isValueList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

/** A number while that is exact, else a bigint; undefined outside 64 bits. */
export function parseInt64(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !INT64.test(value)) return undefined;
  if (value.length < 16) return Number(value) + 0;
  const big = BigInt(value);
  if (BigInt.asIntN(64, big) !== big) return undefined;
  const number = Number(big);
  return Number.isSafeInteger(number) ? number : big;
}

/** -0 reads as 0, because JSON cannot write it. */
export function parseDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) && !NON_FINITE.includes(value) ? undefined : number + 0;
}

/** JSON has no number for the non-finite ones; proto3 JSON writes their names. */
export function toJsonDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
