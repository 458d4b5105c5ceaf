import { describe, expect, test } from 'vitest';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import { mergeSegments } from '../../../src/timeline/layout/merge-segments.ts';
import { FAILED, minimapBars } from '../../../src/timeline/layout/minimap-bins.ts';
import { lengthOf, selfIntervals } from '../../../src/timeline/layout/self-time.ts';
import { ServicePalette } from '../../../src/timeline/layout/service-palette.ts';
import { TimeScale } from '../../../src/timeline/viewport/time-scale.ts';
import { traceTable } from '../../support/trace-text.ts';

describe('many intervals on one row', () => {
  const merged = (times: readonly (readonly [number, number])[], widthPx: number) => {
    const startNs = Float64Array.from(times, ([start]) => start);
    const members = Int32Array.from(times.keys());
    const endOf = (span: number) => times[span]?.[1] ?? 0;
    const scale = new TimeScale({ startNs: 0, endNs: 1_000 }, 0, widthPx);
    return mergeSegments(members, { startNs, endOf, isFailed: () => false }, scale);
  };

  test('stay apart where there is a pixel between them', () => {
    const segments = merged(
      [
        [0, 100],
        [200, 300],
      ],
      1_000,
    );
    expect(segments.map(({ leftPx, rightPx }) => [leftPx, rightPx])).toEqual([
      [0, 100],
      [200, 300],
    ]);
  });

  test('become one where there is not', () => {
    expect(
      merged(
        [
          [0, 100],
          [200, 300],
        ],
        5,
      ),
    ).toMatchObject([{ count: 2 }]);
  });

  test('are at least two pixels wide', () => {
    expect(merged([[500, 500]], 1_000)).toMatchObject([{ leftPx: 500, rightPx: 502 }]);
  });

  test('count all members, and cost no more than the pixels there are', () => {
    const many = Array.from({ length: 50_000 }, (_, k) => [k / 50, k / 50 + 0.001] as const);
    const segments = merged(many, 300);
    expect(segments.length).toBeLessThanOrEqual(150);
    expect(segments.reduce((sum, segment) => sum + segment.count, 0)).toBe(50_000);
  });

  test('outside the window are left out', () => {
    expect(
      merged(
        [
          [-500, -400],
          [10, 20],
          [5_000, 6_000],
        ],
        100,
      ),
    ).toHaveLength(1);
  });

  test('an end before the start is drawn as no time, not backwards', () => {
    expect(merged([[500, 100]], 1_000)).toMatchObject([{ leftPx: 500, rightPx: 502 }]);
  });
});

describe('the minimap', () => {
  const table = traceTable(`
    web  click    |0-100ms|
      api  get    |20-60ms|
        db  read  |30-40ms|  @status=error
  `);
  const rows = layoutRows(table, { collapsed: new Set(), openFolds: new Set() });
  const palette = new ServicePalette();
  palette.extend(table);
  const bounds = { startNs: table.bounds().startNs, endNs: table.bounds().startNs + 100e6 };
  const endOf = (span: number) => table.columns.endNs[span] ?? 0;
  const bars = (lanes: number) => minimapBars(table, rows, palette, bounds, endOf, { bins: 100, lanes });

  test('gives each row a lane while there are lanes', () => {
    expect(bars(10).map(({ lane, slot }) => [lane, slot])).toEqual([
      [0, 0],
      [1, 1],
      [2, FAILED],
    ]);
  });

  test('lets rows share lanes, the lower in front and the failed one first of all', () => {
    expect(bars(1)).toEqual([
      { lane: 0, from: 0, to: 20, slot: 0 },
      { lane: 0, from: 20, to: 30, slot: 1 },
      { lane: 0, from: 30, to: 41, slot: FAILED },
      { lane: 0, from: 41, to: 61, slot: 1 },
      { lane: 0, from: 61, to: 100, slot: 0 },
    ]);
  });
});

describe('service colours', () => {
  const table = traceTable(`
    shop  click   |0-100ms|
      api  get    |20-60ms|
        db  read  |30-40ms|
  `);
  const slots = (palette: ServicePalette) => {
    palette.extend(table);
    return [...palette.services()].map((service) => [table.strings.get(service), palette.slotOf(service)]);
  };

  test('are given out in the order in which services are seen', () => {
    expect(slots(new ServicePalette())).toEqual([
      ['shop', 0],
      ['api', 1],
      ['db', 2],
    ]);
  });

  test('stay with the services that are known beforehand, seen or not', () => {
    expect(slots(new ServicePalette(['api', 'queue']))).toEqual([
      ['shop', 2],
      ['api', 0],
      ['db', 3],
    ]);
  });
});

describe('self time', () => {
  test('is what no child covers, overlapping children counted once', () => {
    const times: { readonly [span: number]: readonly [number, number] } = {
      1: [10, 40],
      2: [30, 50],
      3: [90, 200],
    };
    const intervals = selfIntervals(
      0,
      100,
      Int32Array.of(1, 2, 3),
      (span) => times[span]?.[0] ?? 0,
      (span) => times[span]?.[1] ?? 0,
    );
    expect(intervals).toEqual([0, 10, 50, 90]);
    expect(lengthOf(intervals)).toBe(50);
  });
});
