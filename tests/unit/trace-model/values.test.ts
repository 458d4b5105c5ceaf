import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDouble, parseInt64, toAnyValue, toAttributeValue } from '../../../src/trace/model/any-value.ts';
import { decodeBase64, encodeBase64 } from '../../../src/trace/model/base64.ts';
import { isNoId, parseHexId } from '../../../src/trace/model/hex-id.ts';
import { StringTable } from '../../../src/trace/model/string-table.ts';
import { TimeOrigin } from '../../../src/trace/model/time-origin.ts';
import { anyValue, unixNano } from '../../support/otlp-arbitrary.ts';

describe('base64', () => {
  it('agrees with Node on any bytes, in both alphabets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(encodeBase64(bytes)).toBe(buffer.toString('base64'));
        expect(decodeBase64(buffer.toString('base64'))).toEqual(bytes);
        expect(decodeBase64(buffer.toString('base64url'))).toEqual(bytes);
      }),
    );
  });

  it('refuses what is not base64', () => {
    for (const text of ['A', 'AAAAA', 'AA A', 'ä===', '====']) expect(decodeBase64(text)).toBeUndefined();
  });
});

describe('times', () => {
  it('lose no nanosecond on the way in and out', () => {
    fc.assert(
      fc.property(fc.array(unixNano, { minLength: 1 }), (times) => {
        const origin = new TimeOrigin();
        for (const time of times) {
          const timeNs = origin.read(time);
          expect(timeNs).toBe(Number(BigInt(time) - BigInt(times[0] ?? 0)));
          expect(origin.format(timeNs ?? 0)).toBe(time);
        }
      }),
    );
  });

  it('of 0, or none, are absent; what is no time is told apart from that', () => {
    const origin = new TimeOrigin();
    for (const absent of [undefined, null, '', '0', 0, 0n]) expect(origin.read(absent)).toBeNaN();
    for (const wrong of ['-1', '1e9', ' 1', '18446744073709551616', -1, Number.NaN, {}, true]) {
      expect(origin.read(wrong)).toBeUndefined();
    }
    expect(origin.read('18446744073709551615')).toBe(0);
  });
});

describe('numbers', () => {
  it('of 64 bits are exact: numbers as far as that goes, bigints beyond', () => {
    expect(parseInt64('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseInt64('9007199254740993')).toBe(9007199254740993n);
    expect(parseInt64('-9223372036854775808')).toBe(-(2n ** 63n));
    for (const wrong of ['9223372036854775808', '1.0', '', '0x10', 1.5, 2 ** 60, null, {}]) {
      expect(parseInt64(wrong)).toBeUndefined();
    }
  });

  it('may be the words proto3 JSON has for what JSON cannot say', () => {
    expect([parseDouble('NaN'), parseDouble('-Infinity'), parseDouble('1.5')]).toEqual([NaN, -Infinity, 1.5]);
    for (const wrong of ['', ' ', 'many', null, {}]) expect(parseDouble(wrong)).toBeUndefined();
  });
});

it('makes of any value an AnyValue that means the same', () => {
  fc.assert(
    fc.property(anyValue, (given) => {
      const value = toAttributeValue(given);
      expect(toAttributeValue(toAnyValue(value))).toEqual(value);
    }),
  );
});

it('takes hex of either case for an id, and nothing else', () => {
  expect(parseHexId('00000000000000Ff', 16)).toBe('00000000000000ff');
  for (const wrong of ['0'.repeat(16), 'f'.repeat(15), `${'f'.repeat(15)}g`, 'ｆ'.repeat(16), 7, undefined]) {
    expect(parseHexId(wrong, 16)).toBeUndefined();
  }
  for (const none of [undefined, null, '', '0'.repeat(16)]) expect(isNoId(none)).toBe(true);
});

it('keeps each text once', () => {
  const strings = new StringTable();
  const ids = ['', 'a', '__proto__', 'a', 'constructor'].map((text) => strings.intern(text));
  expect(ids).toEqual([0, 1, 2, 1, 3]);
  expect(strings.get(2)).toBe('__proto__');
  expect(strings.find('toString')).toBeUndefined();
  expect(strings.get(99)).toBe('');
});

it('gives every text back as it was, packed or not: all alphabets, halves of pairs, long ones', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('x'.repeat(9_000), `${'🏢'.repeat(5_000)}\ud83c`, '\udfe2\ud83c', '\u07ff\u0800\uffff'),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), (texts) => {
      const strings = new StringTable();
      const ids = texts.map((one) => strings.intern(one));
      const again = new StringTable(strings.packed);
      for (const table of [strings, again]) {
        expect(ids.map((id) => table.get(id))).toEqual(texts);
        expect(texts.map((one) => table.find(one))).toEqual(ids);
        expect(texts.map((one) => table.intern(one))).toEqual(ids);
        expect(table.size).toBe(new Set(['', ...texts]).size);
      }
    }),
  );
});
