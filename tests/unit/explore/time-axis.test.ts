/** Times below a chart stand apart, whatever its width and however long it goes back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeSpacePx, timeTexts } from '../../../src/explore/charts/time-axis.ts';

const DIGIT_PX = 8;
/** A step that a chart may take: the smallest round one that its space allows. */
const ROUND_S = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 15, 30, 60, 300, 900, 3_600, 14_400, 86_400, 864_000];

test('as fine as the steps are', () => {
  expect(timeTexts([60, 120]).map(({ length }) => length)).toEqual([5, 5]);
  expect(timeTexts([10, 15]).map((text) => text.slice(6))).toEqual(['10', '15']);
  expect(timeTexts([10, 10.25]).map((text) => text.slice(6))).toEqual(['10.000', '10.250']);
});

test('a minute and a half on a wall of four graphs has seconds, with room between them', () => {
  const spacePx = timeSpacePx(90, 520, DIGIT_PX);
  expect(spacePx).toBe(10 * DIGIT_PX);
  expect(timeSpacePx(90, 5_200, DIGIT_PX)).toBe(10 * DIGIT_PX);
  expect(timeSpacePx(6 * 3_600, 520, DIGIT_PX)).toBe(7 * DIGIT_PX);
});

test('no label reaches the next one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      fc.integer({ min: 150, max: 2_000 }),
      (rangeS, widthPx) => {
        const leastS = (rangeS * timeSpacePx(rangeS, widthPx, DIGIT_PX)) / widthPx;
        const stepS = ROUND_S.find((step) => step >= leastS) ?? leastS;
        const [first = ''] = timeTexts([0, stepS]);
        expect(first.length * DIGIT_PX).toBeLessThan((stepS / rangeS) * widthPx);
      },
    ),
  );
});
