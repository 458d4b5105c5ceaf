import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goTo, placeIn } from '../../../src/timeline/place/go-to-place.ts';
import { MAX_ROWS, type TimelinePlace } from '../../../src/timeline/place/place.ts';
import { parsePlace, placeText } from '../../../src/timeline/place/place-link.ts';
import { Timeline } from '../../../src/timeline/timeline.ts';
import { linkTo } from '../../../src/timeline/tools/copy-link/copy-link.ts';
import { spanNamed, traceTable } from '../../support/trace-text.ts';
import { FakeSurface } from './fake-surface.ts';

const TEXT = `
  web  click  |0-100ms|
    api  GET  |10-50ms|
      db  SELECT  |20-30ms|
      db  SELECT  |30-31ms|
      db  SELECT  |31-32ms|
      db  SELECT  |32-33ms|
      db  SELECT  |33-34ms|
    api  PUT  |50-90ms|
`;
const TRACE_ID = '1'.padStart(32, '0');
const ids = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });

function timelineOf() {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(traceTable(TEXT));
  surface.frame();
  return { surface, timeline };
}

describe('a link', () => {
  test('brings back every place it was made of', () => {
    const span = ids(16);
    const place: fc.Arbitrary<TimelinePlace> = fc.record(
      {
        traceId: ids(32),
        spanId: span,
        view: fc.constantFrom('flame', 'compare'),
        window: fc
          .tuple(fc.integer({ min: -1e9, max: 1e12 }), fc.integer({ min: 1, max: 1e12 }))
          .map(([startNs, lengthNs]) => ({ startNs, endNs: startNs + lengthNs })),
        query: fc.string({ minLength: 1, maxLength: 200 }),
        closed: fc.array(span, { minLength: 1, maxLength: MAX_ROWS }),
        open: fc.array(span, { minLength: 1, maxLength: MAX_ROWS }),
      },
      { requiredKeys: ['traceId'] },
    );
    fc.assert(
      fc.property(place, (given) => {
        expect(parsePlace(`#${placeText(given)}`)).toEqual(given);
      }),
    );
  });

  test('of any text is a place whose parts are what they should be, or none', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.string(), fc.string(), fc.string()).map(([span, from, q]) => {
        const params = new URLSearchParams({
          trace: TRACE_ID,
          span,
          from,
          to: from,
          q,
          closed: q,
          view: span,
        });
        return params.toString();
      }),
    );
    fc.assert(
      fc.property(text, (given) => {
        const place = parsePlace(given);
        if (place === undefined) return;
        expect(place.traceId).toMatch(/^[0-9a-f]{32}$/);
        expect(place.spanId ?? '0'.repeat(16)).toMatch(/^[0-9a-f]{16}$/);
        expect(place.view ?? 'a').toMatch(/^[a-z-]+$/);
        for (const id of place.closed ?? []) expect(id).toMatch(/^[0-9a-f]{16}$/);
        if (place.window) expect(place.window.endNs).toBeGreaterThan(place.window.startNs);
      }),
    );
  });

  test.each([
    ['no trace', '#span=00000000000000c1'],
    ['a trace that is none', '#trace=<img>'],
    ['too much', `#trace=${TRACE_ID}&q=${'x'.repeat(10_000)}`],
    ['a chapter', '#n-plus-one'],
  ])('%s is no place', (_, text) => {
    expect(parsePlace(text)).toBeUndefined();
  });

  test('keeps what is right beside what is wrong', () => {
    const text = `trace=${TRACE_ID.toUpperCase()}&span=zz&from=5&to=1&view=../x&closed=zz.00000000000000C1`;
    expect(parsePlace(text)).toEqual({ traceId: TRACE_ID, closed: ['00000000000000c1'] });
  });

  test('leads to this page, or to one that fetches traces', () => {
    const place = { traceId: TRACE_ID, spanId: '00000000000000c1', query: '{ a = "b" }' };
    expect(linkTo(place, 'http://x/dev/?a=1#old', null)).toBe(
      `http://x/dev/?a=1#trace=${TRACE_ID}&span=00000000000000c1&q=%7B+a+%3D+%22b%22+%7D`,
    );
    expect(linkTo(place, 'http://x/dev/', '/explore/')).toMatch(
      /^http:\/\/x\/explore\/\?trace=0+1&span=00000000000000c1#trace=/,
    );
  });
});

describe('a place', () => {
  test('is where the reader is: window, selection, rows', () => {
    const { surface, timeline } = timelineOf();
    expect(placeIn(timeline, 'waterfall', '')).toEqual({ traceId: TRACE_ID, view: 'waterfall' });
    timeline.select(spanNamed(timeline.table, 'PUT'), { reveal: true, focus: false });
    timeline.toggle(1);
    timeline.zoomToSpan(spanNamed(timeline.table, 'PUT'));
    surface.frame();
    const place = placeIn(timeline, 'waterfall', '{}');
    expect(place).toMatchObject({
      spanId: '8'.padStart(16, '0'),
      query: '{}',
      closed: ['2'.padStart(16, '0')],
    });
    expect(place.window?.startNs).toBeCloseTo(46.8e6, -5);
  });

  test('is gone to again, in another table of the same trace', () => {
    const from = timelineOf();
    from.timeline.select(spanNamed(from.timeline.table, 'PUT'), { reveal: true, focus: false });
    from.timeline.toggle(2);
    from.timeline.zoomToSpan(spanNamed(from.timeline.table, 'GET'));
    from.surface.frame();
    const place = placeIn(from.timeline, 'waterfall', '');
    const to = timelineOf();
    goTo(to.timeline, parsePlace(placeText(place)) ?? {});
    to.surface.frame();
    expect(placeIn(to.timeline, 'waterfall', '')).toEqual(place);
    expect(to.surface.rowNames).toEqual(from.surface.rowNames);
    expect(to.surface.view?.details?.span).toBe(spanNamed(to.timeline.table, 'PUT'));
  });

  test('that the table does not have is the whole, with nothing selected', () => {
    const { surface, timeline } = timelineOf();
    goTo(timeline, { traceId: 'f'.repeat(32), spanId: 'f'.repeat(16), closed: ['e'.repeat(16)] });
    surface.frame();
    expect(placeIn(timeline, 'waterfall', '')).toEqual({ traceId: TRACE_ID, view: 'waterfall' });
  });
});
