/** The reader's place in time, whatever they do to it: what is below the pointer stays there, nothing leaves the trace. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rulerTicks } from '../../../src/timeline/layout/ruler-ticks.ts';
import { TimeScale } from '../../../src/timeline/viewport/time-scale.ts';
import { MIN_WINDOW_NS } from '../../../src/timeline/viewport/time-window.ts';
import { Viewport } from '../../../src/timeline/viewport/viewport.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Up to a day, begun up to a hundred days after the origin. */
const bounds = fc
  .record({ startNs: number(-1e9, 8.64e15), lengthNs: fc.oneof(fc.constant(0), number(1, 8.64e13)) })
  .map(({ startNs, lengthNs }) => ({ startNs, endNs: startNs + lengthNs }));
const window = fc
  .record({ startNs: number(-1e12, 1e15), lengthNs: number(1, 1e14) })
  .map(({ startNs, lengthNs }) => ({ startNs, endNs: startNs + lengthNs }));
const area = fc
  .record({ leftPx: fc.nat(600), widthPx: fc.integer({ min: 1, max: 4_000 }) })
  .map(({ leftPx, widthPx }) => ({ leftPx, rightPx: leftPx + widthPx }));

/** Times this large are exact to this many nanoseconds; a few operations lose a few of these. */
const ulpNs = (...times: readonly number[]) =>
  times.reduce((most, timeNs) => Math.max(most, Math.abs(timeNs)), 1) * Number.EPSILON * 16;

describe('the time scale', () => {
  const scale = fc.tuple(window, area).map(([of, { leftPx, rightPx }]) => new TimeScale(of, leftPx, rightPx));

  test('maps there and back', () => {
    fc.assert(
      fc.property(scale, number(-1, 2), (to, share) => {
        const { startNs, endNs } = to.window;
        const timeNs = startNs + share * (endNs - startNs);
        const back = to.pxToTime(to.timeToPx(timeNs));
        // Pixels are rounded, too.
        const slackNs = ulpNs(startNs, endNs, timeNs) * 4 + ulpNs(to.rightPx * 3) / to.pxPerNs;
        expect(Math.abs(back - timeNs)).toBeLessThanOrEqual(slackNs);
        const px = to.leftPx + share * to.widthPx;
        const slackPx = ulpNs(startNs, endNs) * 4 * to.pxPerNs + 1e-6;
        expect(Math.abs(to.timeToPx(to.pxToTime(px)) - px)).toBeLessThanOrEqual(slackPx);
      }),
    );
  });

  test('keeps the order of times, and what is in the window within the area', () => {
    fc.assert(
      fc.property(scale, number(0, 1), number(0, 1), (to, a, b) => {
        const { startNs, endNs } = to.window;
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((share) =>
          to.timeToPx(startNs + share * (endNs - startNs)),
        ) as [number, number];
        expect(early).toBeLessThanOrEqual(late);
        expect(early).toBeGreaterThanOrEqual(to.leftPx - 1e-6);
        expect(late).toBeLessThanOrEqual(to.rightPx + 1e-6);
      }),
    );
  });

  test('never leaves the numbers, whatever window and area it gets', () => {
    // Times are whole nanoseconds, as OTLP has them.
    const anything = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -2, max: 2 }));
    fc.assert(
      fc.property(anything, anything, anything, anything, anything, (startNs, endNs, left, right, at) => {
        const to = new TimeScale({ startNs, endNs }, left, right);
        for (const value of [to.timeToPx(at), to.durationToPx(at), to.widthPx]) {
          expect(Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });
});

describe('the ticks of the ruler', () => {
  test('are round multiples from zero, evenly apart, within the window, and not too close', () => {
    fc.assert(
      fc.property(window, fc.integer({ min: 60, max: 3_000 }), number(-1e12, 1e12), (of, widthPx, zeroNs) => {
        const ticks = rulerTicks(of, widthPx, zeroNs);
        const slackNs = ulpNs(of.startNs, of.endNs, zeroNs);
        const gaps = ticks.slice(1).map(({ timeNs }, at) => timeNs - (ticks[at]?.timeNs ?? 0));
        for (const { timeNs } of ticks) {
          expect(timeNs).toBeGreaterThanOrEqual(of.startNs - (of.endNs - of.startNs) * 1e-6 - slackNs);
          expect(timeNs).toBeLessThanOrEqual(of.endNs + slackNs);
        }
        const [stepNs] = gaps;
        if (stepNs === undefined) return;
        for (const gapNs of gaps) expect(Math.abs(gapNs - stepNs)).toBeLessThanOrEqual(slackNs * 2);
        const pxPerNs = widthPx / (of.endNs - of.startNs);
        expect((stepNs + slackNs) * pxPerNs).toBeGreaterThanOrEqual(Math.min(84, widthPx) * 0.99);
        const multiple = ((ticks[0]?.timeNs ?? 0) - zeroNs) / stepNs;
        expect(Math.abs(multiple - Math.round(multiple)) * stepNs).toBeLessThanOrEqual(
          slackNs * (2 + Math.abs(multiple)),
        );
      }),
    );
  });
});

type Move =
  | { readonly type: 'zoom'; readonly atPx: number; readonly factor: number }
  | { readonly type: 'pan'; readonly px: number }
  | { readonly type: 'between'; readonly fromPx: number; readonly toPx: number }
  | { readonly type: 'around'; readonly fromShare: number; readonly toShare: number }
  | { readonly type: 'resize'; readonly widthPx: number }
  | { readonly type: 'fit' };
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ type: fc.constant('zoom' as const), atPx: number(-50, 2_000), factor: number(0.01, 100) }),
  fc.record({ type: fc.constant('pan' as const), px: number(-5_000, 5_000) }),
  fc.record({ type: fc.constant('between' as const), fromPx: number(0, 2_000), toPx: number(0, 2_000) }),
  fc.record({ type: fc.constant('around' as const), fromShare: number(-1, 2), toShare: number(-1, 2) }),
  fc.record({ type: fc.constant('resize' as const), widthPx: fc.integer({ min: 0, max: 2_000 }) }),
  fc.record({ type: fc.constant('fit' as const) }),
);

function viewportOn(of: { readonly startNs: number; readonly endNs: number }, widthPx = 1_200): Viewport {
  const viewport = new Viewport();
  viewport.resize(widthPx, 400, 300);
  viewport.setBounds(of);
  return viewport;
}

function make(viewport: Viewport, step: Move): void {
  const { startNs, endNs } = viewport.domain;
  const at = (share: number) => startNs + share * (endNs - startNs);
  if (step.type === 'zoom') viewport.zoomAt(step.atPx, step.factor);
  else if (step.type === 'pan') viewport.panBy(step.px);
  else if (step.type === 'between') viewport.showBetween(step.fromPx, step.toPx);
  else if (step.type === 'around')
    viewport.showAround({ startNs: at(step.fromShare), endNs: at(step.toShare) });
  else if (step.type === 'resize') viewport.resize(step.widthPx, 400, 300);
  else viewport.fit();
}

describe('the viewport', () => {
  test('stays within the trace and its air, and never narrower than can be read', () => {
    fc.assert(
      fc.property(bounds, fc.array(move, { maxLength: 20 }), (of, moves) => {
        const viewport = viewportOn(of);
        for (const step of moves) {
          make(viewport, step);
          const { window: seen, domain } = viewport;
          const slackNs = ulpNs(domain.startNs, domain.endNs);
          expect(seen.startNs).toBeGreaterThanOrEqual(domain.startNs - slackNs);
          expect(seen.endNs).toBeLessThanOrEqual(domain.endNs + slackNs);
          expect(seen.endNs - seen.startNs).toBeGreaterThanOrEqual(MIN_WINDOW_NS - slackNs);
        }
      }),
    );
  });

  test('zoomed out as far as it goes shows the whole, and follows it as it grows', () => {
    fc.assert(
      fc.property(bounds, fc.array(move, { maxLength: 6 }), number(0, 2_000), (of, moves, atPx) => {
        const viewport = viewportOn(of);
        for (const step of moves) make(viewport, step);
        viewport.zoomAt(atPx, 1e-15);
        expect(viewport.isFitted).toBe(true);
        viewport.setBounds({ startNs: of.startNs, endNs: of.endNs + 1e9 });
        expect(viewport.isFitted).toBe(true);
      }),
    );
  });

  test('zooms in about a point, which stays where it is', () => {
    fc.assert(
      fc.property(
        bounds,
        fc.array(move, { maxLength: 6 }),
        number(0, 1),
        number(1, 50),
        (of, moves, share, factor) => {
          const viewport = viewportOn(of);
          for (const step of moves) make(viewport, step);
          const { scale, domain } = viewport;
          const px = scale.leftPx + share * scale.widthPx;
          const timeNs = scale.pxToTime(px);
          const widthNs = scale.window.endNs - scale.window.startNs;
          // It can zoom no further.
          fc.pre(widthNs / factor > MIN_WINDOW_NS && scale.widthPx > 0);
          viewport.zoomAt(px, factor);
          const slackPx = ulpNs(domain.startNs, domain.endNs) * 4 * viewport.scale.pxPerNs + 1e-3;
          expect(Math.abs(viewport.scale.timeToPx(timeNs) - px)).toBeLessThanOrEqual(slackPx);
        },
      ),
    );
  });

  test('zooms out again to where it was, as long as no edge is in the way', () => {
    fc.assert(
      fc.property(number(0.3, 0.7), number(1.1, 8), (share, factor) => {
        const viewport = viewportOn({ startNs: 0, endNs: 1e12 });
        viewport.show({ startNs: 4e11, endNs: 5e11 });
        const before = viewport.window;
        const px = viewport.scale.leftPx + share * viewport.scale.widthPx;
        viewport.zoomAt(px, factor);
        viewport.zoomAt(px, 1 / factor);
        expect(viewport.window.startNs).toBeCloseTo(before.startNs, -1);
        expect(viewport.window.endNs).toBeCloseTo(before.endNs, -1);
      }),
    );
  });

  test('pans by what is dragged, until an edge: then it stands at the edge', () => {
    fc.assert(
      fc.property(number(-3_000, 3_000), (px) => {
        const viewport = viewportOn({ startNs: 0, endNs: 1e12 });
        viewport.show({ startNs: 4e11, endNs: 5e11 });
        const { startNs } = viewport.window;
        const { domain } = viewport;
        const byNs = viewport.scale.pxToDuration(px);
        viewport.panBy(px);
        const wanted = Math.min(domain.endNs - 1e11, Math.max(domain.startNs, startNs + byNs));
        expect(Math.abs(viewport.window.startNs - wanted)).toBeLessThan(1);
        expect(viewport.window.endNs - viewport.window.startNs).toBeCloseTo(1e11, 0);
      }),
    );
  });

  test('fitted, it follows the trace as it grows; with a window of its own it stays', () => {
    fc.assert(
      fc.property(number(1, 1e12), number(1, 1e12), (atFirstNs, laterNs) => {
        const viewport = viewportOn({ startNs: 0, endNs: atFirstNs });
        expect(viewport.isFitted).toBe(true);
        const longerNs = atFirstNs + laterNs;
        viewport.setBounds({ startNs: 0, endNs: longerNs });
        expect(viewport.window.endNs).toBeGreaterThanOrEqual(longerNs);
        viewport.show({ startNs: longerNs / 4, endNs: longerNs / 2 });
        const seen = viewport.window;
        viewport.setBounds({ startNs: 0, endNs: longerNs * 3 });
        expect(viewport.window).toEqual(seen);
      }),
    );
  });
});
