import { describe, expect, test } from 'vitest';
import { TimeScale } from '../../../src/timeline/viewport/time-scale.ts';

describe('time scale', () => {
  const scale = new TimeScale({ startNs: 1_000, endNs: 2_000 }, 100, 300);

  test('maps the edges of the window to the edges of the area', () => {
    expect(scale.timeToPx(1_000)).toBe(100);
    expect(scale.timeToPx(2_000)).toBe(300);
  });

  test('maps what lies outside the window to outside the area', () => {
    expect(scale.timeToPx(500)).toBe(0);
    expect(scale.timeToPx(2_500)).toBe(400);
  });

  test('maps back', () => {
    expect(scale.pxToTime(200)).toBe(1_500);
    expect(scale.pxToTime(scale.timeToPx(1_234))).toBeCloseTo(1_234, 6);
  });

  test('maps durations without the offset of the area', () => {
    expect(scale.durationToPx(250)).toBe(50);
    expect(scale.pxToDuration(50)).toBe(250);
  });

  test('knows its width', () => {
    expect(scale.widthPx).toBe(200);
  });

  test('an empty window maps everything to the left edge', () => {
    const empty = new TimeScale({ startNs: 5, endNs: 5 }, 100, 300);
    expect(empty.timeToPx(5)).toBe(100);
    expect(empty.timeToPx(1e12)).toBe(100);
    expect(empty.pxToTime(250)).toBe(5);
    expect(empty.pxToDuration(10)).toBe(0);
  });

  test('an area without width maps everything to the left edge', () => {
    const narrow = new TimeScale({ startNs: 0, endNs: 10 }, 100, 60);
    expect(narrow.rightPx).toBe(100);
    expect(narrow.timeToPx(7)).toBe(100);
    expect(narrow.pxToTime(100)).toBe(0);
  });

  test('keeps a nanosecond apart a day into the trace', () => {
    const dayNs = 86_400e9;
    const deep = new TimeScale({ startNs: dayNs, endNs: dayNs + 100 }, 0, 1_000);
    expect(deep.timeToPx(dayNs + 1) - deep.timeToPx(dayNs)).toBe(10);
  });
});
