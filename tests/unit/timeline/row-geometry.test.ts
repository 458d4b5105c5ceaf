import { expect, test } from 'vitest';
import { maxHeightCss, rowGeometry, rowsBelow } from '../../../src/timeline/layout/row-geometry.ts';

const wide = rowGeometry(1_000, 300);
const stageOf = (rows: number) => wide.headPx + rows * wide.rowPx;

test('rows whose lower edge is out of sight are below', () => {
  expect(rowsBelow(wide, 0, stageOf(10), 10)).toBe(0);
  expect(rowsBelow(wide, 0, stageOf(10), 13)).toBe(3);
  expect(rowsBelow(wide, wide.rowPx / 2, stageOf(10), 13)).toBe(3);
  expect(rowsBelow(wide, wide.rowPx, stageOf(10), 13)).toBe(2);
  expect(rowsBelow(wide, 3 * wide.rowPx, stageOf(10), 13)).toBe(0);
});

test('a fraction of a pixel, as zoomed pages have, hides no row', () => {
  expect(rowsBelow(wide, 3 * wide.rowPx - 0.4, stageOf(10), 13)).toBe(0);
});

test('a stage lower than its ruler, or no rows, counts no row that is not there', () => {
  expect(rowsBelow(wide, 0, 0, 0)).toBe(0);
  expect(rowsBelow(wide, 0, 0, 5)).toBe(5);
});

test('the height is the ruler and whole rows', () => {
  expect(maxHeightCss(wide)).toBe('26px + clamp(216px, round(down, 70lvh - 26px, 36px), 576px)');
});
