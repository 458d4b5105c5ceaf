/** Traces that break other viewers: each is drawn, explained in words, and nothing in it is lost without one. */
import { describe, expect, test } from 'vitest';
import { spanDetails } from '../../../src/timeline/layout/span-details.ts';
import { Timeline } from '../../../src/timeline/timeline.ts';
import type { OtlpSpan } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { FakeSurface } from './fake-surface.ts';

const id = (index: number) => (index + 1).toString(16).padStart(16, '0');

/** `parent` is an index, or -1; other fields of the span as they are sent. */
function tableOf(spans: readonly (Partial<OtlpSpan> & { readonly parent?: number })[]): TraceTable {
  const table = new TraceTable();
  const sent = spans.map(({ parent = -1, ...fields }, index) => ({
    traceId: '1'.padStart(32, '0'),
    spanId: id(index),
    ...(parent < 0 ? {} : { parentSpanId: id(parent) }),
    name: `span ${index}`,
    startTimeUnixNano: String(1_790_000_000_000_000_000n + BigInt(index) * 1_000n),
    endTimeUnixNano: String(1_790_000_000_100_000_000n + BigInt(index) * 1_000n),
    ...fields,
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] };
  table.appendTraces({ resourceSpans: [{ resource, scopeSpans: [{ spans: sent }] }] });
  return table;
}

function shown(table: TraceTable) {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(table);
  surface.frame();
  return { surface, timeline, notes: surface.view?.summary.notes.map(({ text }) => text) ?? [] };
}

describe('the shape', () => {
  test('20,000 spans, each the child of the one before', () => {
    const { surface, timeline, notes } = shown(
      tableOf(Array.from({ length: 20_000 }, (_, index) => ({ parent: index - 1 }))),
    );
    expect(surface.view?.frame.rows.count).toBe(20_000);
    expect(notes).toEqual([]);
    timeline.setOverlay('critical-path');
    timeline.select(19_999, { reveal: true, focus: true });
    surface.frame();
    expect(surface.view?.activeRow).toBe(19_999);
    timeline.setExpanded(0, false);
    surface.frame();
    expect(surface.view?.frame.rows.count).toBe(1);
  });

  test('50,000 children of one parent: one row, opened on request', () => {
    const { surface, timeline } = shown(
      tableOf([{}, ...Array.from({ length: 50_000 }, () => ({ parent: 0, name: 'work' }))]),
    );
    expect(surface.rowNames).toEqual(['span 0', 'work ×50000']);
    timeline.setExpanded(1, true);
    surface.frame();
    expect(surface.view?.frame.rows.count).toBe(50_002);
    expect(surface.view?.frame.visible.end).toBeLessThan(20);
  });

  test('a cycle is cut, and every member has a row', () => {
    const { surface, notes } = shown(tableOf([{ parent: 2 }, { parent: 0 }, { parent: 1 }]));
    expect(notes).toEqual(['1 cycle cut']);
    expect(surface.rowNames).toEqual(['span 0', 'span 1', 'span 2']);
    expect(surface.view?.words(0).detail).toContain('parents in a circle');
  });

  test('a span that is its own parent is a root', () => {
    const { surface, notes } = shown(tableOf([{ parent: 0 }]));
    expect(notes).toEqual(['1 is its own parent']);
    expect(surface.rowNames).toEqual(['span 0']);
    expect(surface.view?.words(0).detail).toBe('web · its own parent');
  });

  test('several roots are counted', () => {
    expect(shown(tableOf([{}, {}, {}])).notes).toEqual(['3 roots']);
  });

  test('orphans are counted, and say so in their rows', () => {
    const { surface, notes } = shown(tableOf([{}, { parent: 77 }, { parent: 78 }]));
    expect(notes).toEqual(['2 parents missing']);
    expect(surface.view?.words(1).detail).toBe('web · parent not here');
  });

  test('two spans with one id are two rows', () => {
    const { surface, notes } = shown(tableOf([{}, { spanId: id(9) }, { spanId: id(9), name: 'another' }]));
    expect(surface.rowNames.toSorted()).toEqual(['another', 'span 0', 'span 1']);
    expect(notes).toEqual(['3 roots', '1 id used twice']);
    const row = surface.rowNames.indexOf('another');
    expect(surface.view?.words(row).detail).toBe('web · its id is used twice');
  });
});

describe('times', () => {
  const START = '1790000000000000000';

  test('no duration: a bar one can hit, and 0 ms', () => {
    const { surface } = shown(tableOf([{ startTimeUnixNano: START, endTimeUnixNano: START }]));
    expect(surface.view?.words(0).duration).toBe('0 ms');
    expect(surface.stage.of('rect s1')).toHaveLength(1);
  });

  test('an end before the start: shown as sent, and told', () => {
    const { surface, notes } = shown(
      tableOf([
        {},
        { parent: 0, startTimeUnixNano: '1790000000050000000', endTimeUnixNano: '1790000000040000000' },
      ]),
    );
    expect(notes).toEqual(['1 ends before it starts']);
    expect(surface.view?.words(1).duration).toBe('−10 ms');
    expect(surface.stage.of('rect s1')).toHaveLength(2);
  });

  test('no times at all: a row, and no bar outside of the picture', () => {
    const { surface, notes } = shown(tableOf([{ startTimeUnixNano: '', endTimeUnixNano: '' }, {}]));
    expect(surface.rowNames).toHaveLength(2);
    expect(notes).toContain('1 without a start');
    const row = surface.rowNames.indexOf('span 0');
    expect(surface.view?.words(row).spoken).toContain('start not sent');
    expect(surface.stage.lines.join('\n')).not.toMatch(/NaN|Infinity/);
  });

  test('a missing end: lost, as no run is going on', () => {
    const { surface } = shown(tableOf([{ endTimeUnixNano: '0' }]));
    expect(surface.view?.words(0).duration).toBe('lost');
  });
});

describe('the content', () => {
  test('a name without letters, or with some that are obeyed elsewhere, is a line that can be read', () => {
    const names = ['', ' \t ', 'a\nb\u0000', '\u202egnp.exe', '\ud800', 'مرحبا'];
    const { surface } = shown(tableOf(names.map((name) => ({ name }))));
    expect(surface.rowNames).toEqual([
      'unnamed span',
      'unnamed span',
      'a␊b␀',
      '‹U+202E›gnp.exe',
      '\ud800',
      'مرحبا',
    ]);
  });

  test('an attribute of a megabyte is in the details, whole', () => {
    const table = tableOf([{ attributes: [{ key: 'prompt', value: { stringValue: 'x'.repeat(1e6) } }] }]);
    const { surface, timeline } = shown(table);
    timeline.select(0, { reveal: true, focus: false });
    surface.frame();
    const request = surface.view?.details;
    const details = request && spanDetails(request.source, request.span);
    expect(details?.attributes[0]?.value).toHaveLength(1e6);
  });

  test('10,000 events on one span cost a frame a mark a pixel', () => {
    const events = Array.from({ length: 10_000 }, (_, at) => ({
      name: 'tick',
      timeUnixNano: String(1_790_000_000_000_000_000n + BigInt(at) * 10_000n),
    }));
    const { surface } = shown(tableOf([{ events }]));
    expect(surface.stage.of('shape log').length).toBeLessThanOrEqual(1_000);
    expect(surface.stage.of('shape log').length).toBeGreaterThan(100);
  });
});
