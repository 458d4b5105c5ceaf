import { describe, expect, test } from 'vitest';
import { durationText, percentText } from '../../../src/timeline/layout/duration-text.ts';

describe('durations in words', () => {
  test.each([
    [0, '0 ms'],
    [1, '1 ns'],
    [999, '999 ns'],
    [1_500, '1.5 µs'],
    [320_000, '320 µs'],
    [999_600, '1 ms'],
    [42_100_000, '42.1 ms'],
    [1_250_000_000, '1.25 s'],
    [59_900_000_000, '59.9 s'],
    [59_990_000_000, '1 min 0 s'],
    [125_000_000_000, '2 min 5 s'],
    [7_500_000_000_000, '2 h 5 min'],
    [172_799e9, '2 d 0 h'],
    [2 ** 64, '213,504 d 0 h'],
    [-12_000_000, '−12 ms'],
    [Number.NaN, 'open'],
  ])('%d ns is %s', (ns, text) => {
    expect(durationText(ns)).toBe(text);
  });

  test('shares keep one decimal while it says something', () => {
    expect([0, 0.0004, 0.057, 0.41, 1].map(percentText)).toEqual(['0 %', '<0.1 %', '5.7 %', '41 %', '100 %']);
  });
});
