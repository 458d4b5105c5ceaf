import { describe, expect, test } from 'vitest';
import { GIVE_UP_MS, Timeline } from '../../../src/timeline/timeline.ts';
import { runCommand } from '../../../src/timeline/timeline-commands.ts';
import { seenThrough } from '../../../src/trace/model/seen-through.ts';
import type { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { spanNamed, spansNamed, TEXT_ORIGIN_NS, traceTable, traceText } from '../../support/trace-text.ts';
import { FakeSurface } from './fake-surface.ts';

const N_PLUS_ONE = `
  web  click  |0-100ms|
    api  GET /units  |5-95ms|  @status=error @message="hub gone"
      db  SELECT devices  |10-20ms|  db.system.name=postgresql
      db  SELECT devices  |20-30ms|  db.system.name=postgresql
      db  SELECT devices  |30-40ms|  db.system.name=postgresql
      db  SELECT devices  |40-50ms|  db.system.name=postgresql
      db  SELECT devices  |50-60ms|  db.system.name=postgresql
`;

function timelineOf(table: TraceTable) {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(table);
  surface.frame();
  return { surface, timeline };
}

describe('what is drawn', () => {
  test('a bar for each row, in the colour of its service, as long as the span', () => {
    const { surface } = timelineOf(traceTable('web  click  |0-100ms|\n  api  GET /units  |50-100ms|'));
    const [click, get] = surface.stage.of('rect s');
    const width = (line: string | undefined) => Number(/ (\d+)x/.exec(line ?? '')?.[1]);
    expect(click).toContain('rect s1 300,');
    expect(get).toContain('rect s2 ');
    expect(width(click)).toBe(width(get) * 2);
  });

  test('durations beside the bars', () => {
    const { surface } = timelineOf(traceTable('web  click  |0-100ms|\n  api  GET /units  |50-100ms|'));
    expect(surface.stage.texts).toEqual(expect.arrayContaining(['100 ms', '50 ms']));
  });

  test('a failed span with a shape, a colour and a word', () => {
    const { surface } = timelineOf(traceTable('api  GET  |0-10ms|  @status=error'));
    expect(surface.stage.of('outline fail')).toHaveLength(1);
    expect(surface.stage.of('line fail')).toHaveLength(2);
    expect(surface.stage.texts).toContain('10 ms error');
  });

  test('repeats as one segmented row that says how many', () => {
    const { surface } = timelineOf(traceTable(N_PLUS_ONE.replace(/\|(\d)0-\d0ms/g, '|$10-$15ms')));
    expect(surface.stage.of('rect s3').length).toBe(5);
    expect(surface.stage.texts.some((text) => text.startsWith('×5, '))).toBe(true);
    expect(surface.view?.words(2)).toMatchObject({
      name: 'SELECT devices ×5',
      detail: 'db · one parent: N+1',
    });
  });

  test('the word N+1 is kept for databases', () => {
    const { surface } = timelineOf(traceTable(N_PLUS_ONE.replaceAll('db.system.name', 'other')));
    expect(surface.view?.words(2).detail).toBe('db · one parent');
  });

  test('span events as diamonds', () => {
    const { surface } = timelineOf(traceTable('api  GET  |0-10ms|  @event=retry:5ms'));
    expect(surface.stage.of('shape log')).toHaveLength(1);
  });

  test('an event that is a log record looks like one of the span, an exception too', () => {
    const logged = (record: { readonly eventName?: string; readonly severityNumber: number }) => {
      const table = traceTable('api  GET  |0-10ms|');
      const traceId = table.strings.get(table.columns.traceId[0] ?? 0);
      const spanId = table.strings.get(table.columns.spanId[0] ?? 0);
      const log = { ...record, timeUnixNano: String(TEXT_ORIGIN_NS), traceId, spanId };
      table.appendLogs({ resourceLogs: [{ scopeLogs: [{ logRecords: [log] }] }] });
      return timelineOf(table).surface.stage;
    };
    expect(logged({ eventName: 'bldg.leak.detected', severityNumber: 13 }).of('shape log')).toHaveLength(1);
    expect(logged({ eventName: 'exception', severityNumber: 17 }).of('shape fail')).toHaveLength(1);
    expect(logged({ severityNumber: 17 }).of('shape fail')).toEqual([]);
  });

  test('a link to a row far away as a stub; as a curve, no longer than what is seen of it, once the reader is at its end', () => {
    const between = Array.from({ length: 20_000 }, (_, at) => `  api  step ${at}  |${at}-${at + 1}us|`).join(
      '\n',
    );
    const table = traceTable(
      `api  publish  |0-30000us| @id=p\n${between}\nworker  process  |40-50ms| @link=p`,
    );
    const { surface, timeline } = timelineOf(table);
    const process = spanNamed(table, 'process');
    expect(surface.stage.of('curve')).toHaveLength(0);
    timeline.select(process, { reveal: true, focus: false });
    surface.frame();
    const heights = surface.stage
      .of('curve')
      .flatMap((line) => [...line.matchAll(/,(-?\d+)/g)].map(([, y]) => Number(y)));
    expect(heights).toHaveLength(2);
    for (const yPx of heights) expect(Math.abs(yPx)).toBeLessThan(500);
    timeline.deselect();
    surface.frame();
    expect(surface.stage.of('curve')).toHaveLength(0);
    expect(surface.stage.of('shape ink-faint')).toHaveLength(1);
  });

  test('a link as a curve from the consumer to its producer', () => {
    const { surface } = timelineOf(
      traceTable('api  publish  |0-10ms| @id=p\n---\nworker  process  |20-30ms| @link=p'),
    );
    expect(surface.stage.of('curve')).toHaveLength(1);
  });

  test('the spans that prove something with an outline, on a ground', () => {
    const table = traceTable('web  click  |0-100ms|\n  api  GET /units  |50-100ms|');
    const { surface, timeline } = timelineOf(table);
    timeline.setHighlight([spanNamed(table, 'GET /units')]);
    surface.frame();
    expect(surface.stage.of('outline ink')).toHaveLength(1);
    expect(surface.stage.of('rect fail 0,62 1000x36')).toHaveLength(1);
  });

  test('only what is visible', () => {
    const lines = Array.from({ length: 300 }, (_, k) => `  api  op ${k}  |${k}-${k + 1}ms|`);
    const { surface } = timelineOf(traceTable(`web  click  |0-300ms|\n${lines.join('\n')}`));
    expect(surface.stage.of('rect s').length).toBeLessThan(15);
  });

  test('the part of the critical path, when asked for', () => {
    const { surface, timeline } = timelineOf(traceTable('web  click  |0-100ms|\n  api  GET  |20-100ms|'));
    timeline.setOverlay('critical-path');
    surface.frame();
    expect(surface.stage.of('rect ink ')).toHaveLength(2);
  });

  test('a path of thousands of pieces in no more rectangles than there are pixels', () => {
    const lines = Array.from({ length: 4_000 }, (_, k) => `  api  op ${k}  |${k * 10}-${k * 10 + 5}us|`);
    const { surface, timeline } = timelineOf(traceTable(`web  click  |0-40000us|\n${lines.join('\n')}`));
    timeline.setOverlay('self-time');
    surface.frame();
    expect(surface.stage.of('rect s1').length).toBeLessThan(700);
  });

  test('a span named like markup as the text it is', () => {
    const { surface } = timelineOf(traceTable('api  <img src=x onerror=alert(1)>  |0-10ms|'));
    expect(surface.rowNames).toEqual(['<img src=x onerror=alert(1)>']);
  });
});

describe('a live run', () => {
  const started = () => {
    const table = traceTable('web  click  |0ms-|\n  api  GET /units  |5ms-|');
    const { surface, timeline } = timelineOf(table);
    timeline.setLive(true);
    surface.frame(1_000);
    return { table, surface, timeline };
  };

  test('open spans grow by one clock, with a soft edge and the word', () => {
    const { surface } = started();
    surface.frame(1_050);
    const bars = surface.stage.of('rect s').filter((line) => line.endsWith('soft'));
    const rightEdges = bars.map((line) => {
      const [, left = '', width = ''] = /(\d+),\d+ (\d+)x/.exec(line) ?? [];
      return Number(left) + Number(width);
    });
    expect(Math.abs((rightEdges[0] ?? 0) - (rightEdges[1] ?? 0))).toBeLessThanOrEqual(1);
    expect(surface.stage.texts.filter((text) => text === 'open')).toHaveLength(2);
  });

  test('frames follow one another while a span is open, and stop when the last has ended', () => {
    const { table, surface, timeline } = started();
    expect(surface.isFrameAsked).toBe(true);
    table.appendTraces(traceText('web  click  |0-20ms|\n  api  GET /units  |5-15ms|'));
    timeline.refresh();
    surface.frame(1_060);
    expect(surface.isFrameAsked).toBe(false);
  });

  test('nothing runs while nobody looks', () => {
    const { surface } = started();
    surface.hidden = true;
    surface.frame(1_016);
    expect(surface.isFrameAsked).toBe(false);
  });

  test('a span that never ends is lost once the run has settled', () => {
    const { surface, timeline } = started();
    timeline.setLive(false);
    surface.frame(1_100);
    expect(surface.stage.texts.filter((text) => text === 'lost')).toHaveLength(2);
    expect(surface.view?.summary).toMatchObject({ open: 0, lost: 2 });
    expect(surface.events.filter((event) => event.type === 'settled')).toHaveLength(1);
    expect(surface.isFrameAsked).toBe(false);
  });

  test('and lost all the same when nobody says so', () => {
    const { surface } = started();
    surface.frame(1_000 + GIVE_UP_MS + 1);
    expect(surface.stage.texts).toContain('lost');
    expect(surface.isFrameAsked).toBe(false);
  });

  test('each new version that is drawn is told once', () => {
    const { table, surface, timeline } = started();
    table.appendTraces(traceText('web  click  |0-20ms|'));
    timeline.refresh();
    surface.frame(1_060);
    surface.frame(1_076);
    const versions = surface.events.flatMap((event) =>
      event.type === 'drawn' ? [event.detail.version] : [],
    );
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions.at(-1)).toBe(table.version);
  });

  test('what the reader looks at stays where it is when rows arrive above it', () => {
    const lines = Array.from({ length: 50 }, (_, k) => `  api  op ${k}  |${k + 100}-${k + 101}ms|`);
    const table = traceTable(`web  click  |0-300ms|\n${lines.join('\n')}`);
    const { surface, timeline } = timelineOf(table);
    timeline.scrolled(36 * 20);
    surface.frame();
    const before = surface.view?.frame.visible.first ?? 0;
    const name = surface.rowNames[before];
    table.appendTraces(
      traceText('web  click  |0-300ms|\n  api  early  |1-2ms|'.replace('early', 'early @id=late')),
    );
    timeline.refresh();
    surface.frame();
    expect(surface.rowNames[surface.view?.frame.visible.first ?? 0]).toBe(name);
  });
});

describe('the reader', () => {
  test('moves through rows by key, opens the fold, and selects', () => {
    const table = traceTable(N_PLUS_ONE);
    const { surface, timeline } = timelineOf(table);
    runCommand(timeline, { type: 'last-row' });
    runCommand(timeline, { type: 'expand' });
    surface.frame();
    expect(surface.rowNames).toHaveLength(8);
    runCommand(timeline, { type: 'expand' });
    runCommand(timeline, { type: 'details' });
    surface.frame();
    const [first] = spansNamed(table, 'SELECT devices');
    expect(surface.events.at(-1)).toMatchObject({ type: 'spanselect', detail: { span: first } });
    expect(surface.view?.details?.span).toBe(first);
  });

  test('goes to the parent, then closes it, with the left arrow', () => {
    const { surface, timeline } = timelineOf(traceTable(N_PLUS_ONE));
    runCommand(timeline, { type: 'last-row' });
    runCommand(timeline, { type: 'collapse' });
    surface.frame();
    expect(surface.view?.activeRow).toBe(1);
    runCommand(timeline, { type: 'collapse' });
    surface.frame();
    expect(surface.rowNames).toEqual(['click', 'GET /units']);
  });

  test('selecting a hidden span shows it', () => {
    const table = traceTable(N_PLUS_ONE);
    const { surface, timeline } = timelineOf(table);
    runCommand(timeline, { type: 'collapse-all' });
    surface.frame();
    expect(surface.rowNames).toEqual(['click']);
    const [, second = 0] = spansNamed(table, 'SELECT devices');
    timeline.select(second, { reveal: true, focus: false });
    surface.frame();
    expect(surface.view?.frame.rows.span[surface.view.frame.selectedRow]).toBe(second);
  });

  test('selecting a span that is not there changes nothing', () => {
    const { surface, timeline } = timelineOf(traceTable(N_PLUS_ONE));
    for (const span of [-1, 99, 0.5, Number.NaN]) timeline.select(span, { reveal: true, focus: false });
    expect(surface.events.filter((event) => event.type === 'spanselect')).toEqual([]);
  });

  test('points at a member of a fold', () => {
    const table = traceTable(N_PLUS_ONE);
    const { timeline } = timelineOf(table);
    const { scale } = timeline.viewport;
    const [, , third = 0] = spansNamed(table, 'SELECT devices');
    const atPx = scale.timeToPx((table.columns.startNs[third] ?? 0) + 5e6);
    expect(timeline.hit(atPx, 26 + 36 * 2 + 18)).toEqual({ row: 2, span: third, onBar: true });
    expect(timeline.hit(40, 26 + 36 * 2 + 18)).toMatchObject({ row: 2, onBar: false });
    expect(timeline.hit(atPx, 5)).toBeUndefined();
    expect(timeline.hit(atPx, 399)).toBeUndefined();
  });

  test('points at a span that ends before it starts', () => {
    const table = traceTable('web  click  |0-100ms|\n  api  odd  |50-20ms|', 'expected');
    const { timeline } = timelineOf(table);
    const odd = spanNamed(table, 'odd');
    const atPx = timeline.viewport.scale.timeToPx(table.columns.startNs[odd] ?? 0) + 1;
    expect(timeline.hit(atPx, 26 + 36 + 18)).toEqual({ row: 1, span: odd, onBar: true });
  });

  test('zooms to all that a fold stands for', () => {
    const table = traceTable(N_PLUS_ONE);
    const { timeline, surface } = timelineOf(table);
    timeline.activate(2, false);
    runCommand(timeline, { type: 'zoom-to-span' });
    surface.frame();
    const { startNs } = table.bounds();
    const { window } = timeline.viewport;
    expect(window.startNs).toBeLessThan(startNs + 10e6);
    expect(window.endNs).toBeGreaterThan(startNs + 60e6);
    expect(timeline.viewport.isFitted).toBe(false);
  });

  test('shows another table at once, however long the one before took to lay out', () => {
    const slow = traceTable('web  slow  |0-1ms|');
    const surface = new FakeSurface();
    const timeline = new Timeline(surface);
    timeline.setSize(1_000, 400, 300);
    const columns = () => {
      surface.atMs += 100;
      return slow.columns;
    };
    timeline.setTable(
      seenThrough(slow, {
        get columns() {
          return columns();
        },
      }),
    );
    surface.frame();
    timeline.setTable(traceTable('web  next  |0-1ms|'));
    surface.frame();
    expect(surface.rowNames).toEqual(['next']);
  });

  test('zooms to a span and back to the whole', () => {
    const table = traceTable(N_PLUS_ONE);
    const { surface, timeline } = timelineOf(table);
    timeline.zoomToSpan(spansNamed(table, 'SELECT devices')[0] ?? 0);
    surface.frame();
    expect(surface.view?.fitted).toBe(false);
    expect(timeline.viewport.scale.durationToPx(10e6)).toBeGreaterThan(500);
    runCommand(timeline, { type: 'fit' });
    surface.frame();
    expect(surface.view?.fitted).toBe(true);
  });

  test('is told what was not kept', () => {
    const { surface, timeline } = timelineOf(traceTable(N_PLUS_ONE));
    timeline.setDropped(3);
    surface.frame();
    expect(surface.view?.summary).toMatchObject({ spans: 7, services: 3, failed: 1, dropped: 3 });
  });
});
