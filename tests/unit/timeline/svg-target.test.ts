import { describe, expect, test } from 'vitest';
import { layoutRows } from '../../../src/timeline/layout/layout-rows.ts';
import type { DrawTarget } from '../../../src/timeline/render/draw-target.ts';
import { escapeText, SvgTarget } from '../../../src/timeline/render/svg-target.ts';
import { drawWaterfall } from '../../../src/timeline/render/waterfall.ts';
import { fitText, textWidthPx } from '../../../src/timeline/still/text-widths.ts';
import { traceStill } from '../../../src/timeline/still/trace-still.ts';
import { frameOf } from '../../../src/timeline/timeline-frame.ts';
import { TimelineMarks } from '../../../src/timeline/timeline-marks.ts';
import { TimelineModel } from '../../../src/timeline/timeline-model.ts';
import { Viewport } from '../../../src/timeline/viewport/viewport.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { traceTable } from '../../support/trace-text.ts';
import { DrawLog } from './draw-log.ts';
import { drawnIn } from './svg-log.ts';

const TRACE = `
  web  click            |0-100ms|  @link=queue
    api  GET /units     |10-90ms|  @status=error @event=exception:80ms
      api  SELECT devices |20-22ms|
      api  SELECT devices |24-26ms|
      api  SELECT devices |28-30ms|
      api  SELECT devices |32-34ms|
      api  SELECT devices |36-38ms|  @status=error
      hub  lock         |40ms-|
  ---
  queue  send           |5-9ms|  @id=queue
`;
const SERVICES = ['web', 'api'];
const still = (text: string, changes: object = {}) =>
  traceStill(traceTable(text), {
    widthPx: 880,
    title: 'A trace',
    idPrefix: 'one',
    services: SERVICES,
    maxRows: 20,
    ...changes,
  });

describe('an SVG as a drawing surface', () => {
  test.each([880, 360])('holds what a canvas of %i px is told to draw', (widthPx) => {
    const model = new TimelineModel(traceTable(TRACE), SERVICES);
    model.rebuild();
    const viewport = new Viewport();
    viewport.setBounds(model.bounds());
    viewport.resize(widthPx, 400, 300);
    const frame = frameOf({ model, viewport, scrollPx: 0 }, new TimelineMarks(), undefined, undefined);
    const draw = (target: DrawTarget) => drawWaterfall(target, frame);
    const log = new DrawLog(widthPx, 400);
    draw(log);
    const svg = new SvgTarget({
      widthPx,
      heightPx: 400,
      idPrefix: 'one',
      measure: (text) => log.measure(text),
    });
    draw(svg);
    expect(log.lines.length).toBeGreaterThan(20);
    expect(drawnIn(svg.markup)).toEqual(log.lines);
  });

  test('draws an end that has not come as one that fades', () => {
    const svg = new SvgTarget({ widthPx: 100, heightPx: 40, idPrefix: 'one', measure: textWidthPx });
    svg.rect(10, 10, 50, 16, 's2', { softEnd: true });
    expect(svg.markup).toContain('<linearGradient id="one-0"');
    expect(svg.markup).toContain('fill="url(#one-0)"');
  });

  test('never holds what is no number', () => {
    const svg = new SvgTarget({ widthPx: 100, heightPx: 40, idPrefix: 'one', measure: textWidthPx });
    svg.line(Number.NaN, 0, Number.POSITIVE_INFINITY, 10, 'line');
    svg.rect(0, 0, Number.NaN, 10, 'ink');
    expect(svg.markup).toBe('<path class="stroke line" d="M0 0L0 10"/>');
  });
});

describe('hostile text in a still', () => {
  const HOSTILE = [
    '</text><script>alert(1)</script>',
    '<img src=x onerror="alert(1)">',
    `"' onload='alert(1)`,
    '&lt;script&gt;',
    ']]><!--',
    '\u0000\u001b[31m\ud800',
  ];
  test.each(HOSTILE)('%j stays text', (text) => {
    const svg = new SvgTarget({ widthPx: 100, heightPx: 40, idPrefix: text, measure: textWidthPx });
    svg.text(text, 0, 0, 'ink', 'text');
    svg.clip(0, 0, 10, 10, () => {});
    const tags = svg.markup.match(/<\/?[a-zA-Z][^\s/>]*/g);
    expect(new Set(tags)).toEqual(
      new Set(['<text', '</text', '<clipPath', '</clipPath', '<rect', '<g', '</g']),
    );
    expect(escapeText(text)).not.toMatch(/[<>"']/);
  });
  test('what no document may hold is shown as missing', () => {
    expect(escapeText('a\u0000b\ud800c😀')).toBe('a\ufffdb\ufffdc😀');
  });
  test('a name is no markup in a whole still, in its title neither', () => {
    const text = 'web  <b>bold</b>  |0-1ms|';
    const { svg, rows } = still(text, { title: '<i>' });
    expect(svg).not.toMatch(/<b>|<i>/);
    expect(svg).toContain('&lt;b&gt;');
    expect(rows[0]?.name).toBe('<b>bold</b>');
  });
});

describe('a still', () => {
  test('has a row for each that the timeline has, repeats folded', () => {
    const { rows, svg } = still(TRACE);
    const all = layoutRows(traceTable(TRACE), { collapsed: new Set(), openFolds: new Set() });
    expect(rows).toHaveLength(all.count);
    expect(rows.map(({ depth, name }) => [depth, name])).toEqual([
      [0, 'click'],
      [1, 'GET /units'],
      [2, 'SELECT devices ×5'],
      [2, 'lock'],
      [0, 'send'],
    ]);
    for (const { name } of rows) expect(svg).toContain(`>${name}<`);
  });
  test('says what has no end', () => {
    expect(still(TRACE).rows.map(({ duration }) => duration)).toEqual([
      '100 ms',
      '80 ms',
      '10 ms',
      'lost',
      '4 ms',
    ]);
  });
  test('stops after so many rows, and says how many are left', () => {
    const { rows, hiddenRows, heightPx } = still(TRACE, { maxRows: 2 });
    expect([rows.length, hiddenRows]).toEqual([2, 3]);
    expect(heightPx).toBe(26 + 2 * 36);
  });
  test('is a picture with a name and a description', () => {
    const { svg, summary } = still(TRACE);
    expect(svg).toContain('role="img" aria-labelledby="one-title one-desc"');
    expect(svg).toContain('<title id="one-title">A trace</title>');
    expect(summary).toBe('9 spans of 4 services in 100 ms');
  });
  test('of nothing is empty, not broken', () => {
    expect(
      traceStill(new TraceTable(), { widthPx: 880, title: '', idPrefix: 'one', services: [], maxRows: 9 }),
    ).toMatchObject({ rows: [], hiddenRows: 0, heightPx: 26 });
  });
  test('of 20,000 levels is drawn as far as it is shown', () => {
    const id = (level: number) => level.toString(16).padStart(16, '0');
    const spans = Array.from({ length: 20_000 }, (_, level) => ({
      traceId: '1'.padStart(32, '0'),
      spanId: id(level + 1),
      ...(level > 0 ? { parentSpanId: id(level) } : {}),
      name: `level ${level}`,
      startTimeUnixNano: '1750000000000000000',
      endTimeUnixNano: '1750000000001000000',
    }));
    const table = new TraceTable();
    table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const { rows, hiddenRows } = traceStill(table, {
      widthPx: 360,
      title: '',
      idPrefix: 'one',
      services: [],
      maxRows: 14,
    });
    expect([rows.length, hiddenRows]).toEqual([14, 19_986]);
  });
});

describe('text without a browser', () => {
  test('is cut where it would not fit', () => {
    const cut = fitText('POST /devices/:id/acknowledgements', 'text', 100);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidthPx(cut, 'text')).toBeLessThanOrEqual(100);
    expect(fitText('GET', 'text', 100)).toBe('GET');
  });
  test('in the mono face every letter is as wide', () => {
    expect(textWidthPx('iiii', 'figures')).toBe(textWidthPx('mmmm', 'figures'));
  });
});
