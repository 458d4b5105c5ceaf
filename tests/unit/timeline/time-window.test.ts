import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TimeWindow } from '../../../src/timeline/viewport/time-scale.ts';
import {
  clampWindow,
  MIN_WINDOW_NS,
  panWindow,
  windowAround,
  zoomWindow,
} from '../../../src/timeline/viewport/time-window.ts';

const bounds = { startNs: 0, endNs: 10_000 };

describe('the window of time', () => {
  test('pans and stops at the edges', () => {
    const window = { startNs: 2_000, endNs: 4_000 };
    expect(panWindow(window, 1_000, bounds)).toEqual({ startNs: 3_000, endNs: 5_000 });
    expect(panWindow(window, -9_000, bounds)).toEqual({ startNs: 0, endNs: 2_000 });
    expect(panWindow(window, 90_000, bounds)).toEqual({ startNs: 8_000, endNs: 10_000 });
  });

  test('zooms around a time, which keeps its place', () => {
    expect(zoomWindow(bounds, 2, 2_000, bounds)).toEqual({ startNs: 1_000, endNs: 6_000 });
  });

  test('never zooms out beyond the bounds', () => {
    expect(zoomWindow({ startNs: 4_000, endNs: 6_000 }, 0.001, 5_000, bounds)).toEqual(bounds);
  });

  test('shows a span with air around it', () => {
    const { startNs, endNs } = windowAround({ startNs: 4_000, endNs: 5_000 }, bounds);
    expect(startNs).toBeLessThan(4_000);
    expect(endNs).toBeGreaterThan(5_000);
  });

  test('holds its invariant under any sequence of moves', () => {
    const move = fc.oneof(
      fc.record({ type: fc.constant('pan' as const), by: fc.double({ min: -1e5, max: 1e5, noNaN: true }) }),
      fc.record({
        type: fc.constant('zoom' as const),
        by: fc.double({ min: 0.01, max: 100, noNaN: true }),
        at: fc.double({ min: -1e4, max: 2e4, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        let window: TimeWindow = clampWindow(bounds, bounds);
        for (const step of moves) {
          window =
            step.type === 'pan'
              ? panWindow(window, step.by, bounds)
              : zoomWindow(window, step.by, step.at, bounds);
          expect(window.startNs).toBeGreaterThanOrEqual(bounds.startNs);
          expect(window.endNs).toBeLessThanOrEqual(bounds.endNs + 1e-6);
          expect(window.endNs - window.startNs).toBeGreaterThanOrEqual(MIN_WINDOW_NS - 1e-6);
        }
      }),
    );
  });
});
