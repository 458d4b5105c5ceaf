import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rulerTicks, tickStepNs } from '../../../src/timeline/layout/ruler-ticks.ts';

const labels = (startNs: number, endNs: number, widthPx = 500, zeroNs = 0) =>
  rulerTicks({ startNs, endNs }, widthPx, zeroNs, 100).map((tick) => tick.label);

describe('the ruler', () => {
  test('counts from the start of the trace in round steps', () => {
    expect(labels(0, 50e6)).toEqual(['0', '10 ms', '20 ms', '30 ms', '40 ms', '50 ms']);
  });

  test('keeps a tick in its place while the window moves', () => {
    expect(labels(7e6, 57e6)).toEqual(['10 ms', '20 ms', '30 ms', '40 ms', '50 ms']);
  });

  test('has as many decimals as its step needs', () => {
    expect(labels(1e9, 1.05e9)).toEqual(['1.00 s', '1.01 s', '1.02 s', '1.03 s', '1.04 s', '1.05 s']);
    expect(labels(0, 2_500)).toEqual(['0', '500 ns', '1.0 µs', '1.5 µs', '2.0 µs', '2.5 µs']);
  });

  test('counts minutes when there are minutes', () => {
    expect(labels(0, 600e9)).toEqual(['0', '2 min', '4 min', '6 min', '8 min', '10 min']);
  });

  test('counts hours and days when there are those, in words that do not run into each other', () => {
    expect(labels(0, 5 * 3_600e9)).toEqual(['0', '1 h', '2 h', '3 h', '4 h', '5 h']);
    expect(labels(0, 10 * 86_400e9)).toEqual(['0', '2 d', '4 d', '6 d', '8 d', '10 d']);
    // All that 64 bits of nanoseconds can say.
    expect(labels(0, 2 ** 64)).toEqual(['0', '50,000 d', '100,000 d', '150,000 d', '200,000 d']);
  });

  test('marks what lies before its zero with a sign', () => {
    expect(labels(0, 50e6, 500, 20e6)).toEqual(['−20 ms', '−10 ms', '0', '10 ms', '20 ms', '30 ms']);
  });

  test('has no ticks without time or room', () => {
    expect(labels(5, 5)).toEqual([]);
    expect(labels(0, 100, 0)).toEqual([]);
    expect(labels(Number.NaN, 100)).toEqual([]);
  });

  test('steps are round and never smaller than wished for', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2 ** 64, noNaN: true }), (wishNs) => {
        expect(tickStepNs(wishNs)).toBeGreaterThanOrEqual(wishNs * (1 - 1e-6));
      }),
    );
  });

  test('labels of one ruler are all different', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 100, max: 1e13, noNaN: true }),
        (startNs, durationNs) => {
          const found = labels(startNs, startNs + durationNs, 900);
          expect(new Set(found).size).toBe(found.length);
        },
      ),
    );
  });
});
