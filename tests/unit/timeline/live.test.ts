/**
 * What goes wrong in live views elsewhere, one by one: children that stand at the root and snap away, runs that are over
 * when their root is, placeholders that pulse for ever, clocks that stop or run for nobody.
 */
import { describe, expect, test } from 'vitest';
import { GIVE_UP_MS, Timeline } from '../../../src/timeline/timeline.ts';
import { STEP_MS } from '../../../src/timeline/viewport/live-clock.ts';
import type { OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { spanNamed, traceText } from '../../support/trace-text.ts';
import { FakeSurface } from './fake-surface.ts';

function live(table = new TraceTable()) {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(table);
  timeline.setLive(true);
  let atMs = 1_000;
  const frame = (afterMs = 16) => {
    atMs += afterMs;
    surface.frame(atMs);
  };
  frame();
  const arrive = (text: string | OtlpTraces, how: 'started' | 'ended' = 'ended') => {
    const traces = typeof text === 'string' ? traceText(text) : text;
    if (how === 'started') table.appendStarted(traces);
    else table.appendTraces(traces);
    timeline.refresh();
    frame();
  };
  const row = (name: string) => surface.rowNames.indexOf(name);
  const detail = (name: string) => surface.view?.words(row(name)).detail;
  /** How far below the head of the stage the row's top is. */
  const topPx = (name: string) => row(name) * 36 - (surface.view?.frame.scrollPx ?? 0);
  return { table, surface, timeline, frame, arrive, row, detail, topPx };
}

const LATE_PARENT = traceText(`
web  click  |0-100ms|
  api  handler  |5-90ms|
${Array.from({ length: 20 }, (_, k) => `    api  op ${k}  |${k + 10}-${k + 11}ms|`).join('\n')}
`);

/** Only the spans of these names, as if the others were still on their way. */
function only(...names: readonly RegExp[]): OtlpTraces {
  const wanted = (name = '') => names.some((pattern) => pattern.test(name));
  return {
    resourceSpans: (LATE_PARENT.resourceSpans ?? []).map((resourceSpans) => ({
      ...resourceSpans,
      scopeSpans: (resourceSpans.scopeSpans ?? []).map((scopeSpans) => ({
        ...scopeSpans,
        spans: (scopeSpans.spans ?? []).filter(({ name }) => wanted(name)),
      })),
    })),
  };
}

describe('children before their parent', () => {
  test('stand where they can be read, and say what they wait for', () => {
    const { arrive, surface, detail, row } = live();
    arrive(only(/click/, /op/));
    expect(surface.view?.summary.notes.map(({ text }) => text)).toEqual(['20 parents missing']);
    expect(detail('op 3')).toContain('its parent has not arrived');
    expect(row('click')).toBe(0);
  });

  test('nest under it when it comes, in the order they had, and the row the reader is at does not move', () => {
    const { arrive, surface, timeline, topPx, detail, frame, row } = live();
    arrive(only(/click/, /op/));
    timeline.scrolled(36 * 8);
    timeline.activate(row('op 12'), false);
    frame();
    const before = topPx('op 12');
    const order = surface.rowNames.filter((name) => name.startsWith('op'));
    arrive(only(/handler/));
    expect(topPx('op 12')).toBe(before);
    expect(surface.rowNames[surface.view?.activeRow ?? -1]).toBe('op 12');
    expect(surface.rowNames.filter((name) => name.startsWith('op'))).toEqual(order);
    expect(surface.view?.frame.rows.depth[row('op 12')]).toBe(2);
    expect(detail('op 12')).toBe('api');
    expect(surface.view?.summary.notes).toEqual([]);
  });

  test('nest when the root itself comes last', () => {
    const { arrive, surface, row } = live();
    arrive(only(/handler/, /op/));
    arrive(only(/click/));
    expect(surface.rowNames.slice(0, 3)).toEqual(['click', 'handler', 'op 0']);
    expect(surface.view?.frame.rows.depth[row('op 0')]).toBe(2);
  });

  test('whose parent never comes say so when the run is over', () => {
    const { arrive, timeline, frame, detail } = live();
    arrive(only(/click/, /op/));
    timeline.setLive(false);
    frame();
    expect(detail('op 3')).toContain('parent not here');
  });
});

describe('siblings', () => {
  test('keep their order when they end in another one', () => {
    const { arrive, surface } = live();
    arrive('web  click  |0ms-|\n  api  a  |1ms-|\n  api  b  |1ms-|\n  api  c  |2ms-|', 'started');
    const order = surface.rowNames;
    arrive('web  click  |0-9ms|\n  api  a  |1-8ms|\n  api  b  |1-3ms|\n  api  c  |2-4ms|');
    expect(surface.rowNames).toEqual(order);
  });

  test('of a second trace stand below the first, even when it began earlier', () => {
    const { arrive, surface } = live();
    arrive('web  first  |10-20ms|');
    arrive('web  first  |10-20ms|\n---\nweb  second  |0-5ms|');
    expect(surface.rowNames).toEqual(['first', 'second']);
  });
});

describe('the end of a run', () => {
  test('is not the end of its root', () => {
    const { arrive, surface, timeline } = live();
    arrive('web  click  |0ms-|\n  api  later  |1ms-|', 'started');
    arrive('web  click  |0-5ms|');
    expect(timeline.live).toBe(true);
    expect(surface.view?.summary).toMatchObject({ open: 1, lost: 0 });
    expect(surface.events.some(({ type }) => type === 'settled')).toBe(false);
  });

  test('is quiet: nothing has arrived for a while, and nobody asked for frames meanwhile', () => {
    const { arrive, surface, timeline, frame } = live();
    arrive('web  click  |0-5ms|');
    expect(surface.isFrameAsked).toBe(false);
    frame(GIVE_UP_MS - 100);
    expect(timeline.live).toBe(true);
    frame(200);
    expect(timeline.live).toBe(false);
    expect(surface.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
  });

  test('is waited for again by an element that was moved: to the same end', () => {
    const { arrive, surface, timeline, frame } = live();
    arrive('web  click  |0ms-|', 'started');
    frame(GIVE_UP_MS / 2);
    timeline.stop();
    surface.leave();
    timeline.resume();
    frame(GIVE_UP_MS / 2 - 100);
    expect(timeline.live).toBe(true);
    frame(200);
    expect(timeline.live).toBe(false);
    expect(surface.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
  });

  test('is not missed by a timer that is a little early', () => {
    const { arrive, surface, timeline, frame } = live();
    arrive('web  click  |0ms-|', 'started');
    surface.earlyMs = 1;
    frame(GIVE_UP_MS - 16.5);
    expect(timeline.live).toBe(true);
    frame(1);
    expect(timeline.live).toBe(false);
  });

  test('comes too soon when something arrives after all: the run goes on', () => {
    const { arrive, timeline, frame, surface } = live();
    arrive('web  click  |0ms-|', 'started');
    frame(GIVE_UP_MS + 1);
    expect(surface.view?.words(0).duration).toBe('lost');
    arrive('web  click  |0ms-|\n  api  late  |9ms-|', 'started');
    expect(timeline.live).toBe(true);
    expect(surface.view?.words(0).duration).toBe('open');
  });

  test('leaves an open span lost, not pulsing', () => {
    const { arrive, surface, frame } = live();
    arrive('web  click  |0ms-|', 'started');
    frame(GIVE_UP_MS + 1);
    frame();
    expect(surface.view?.summary).toMatchObject({ open: 0, lost: 1 });
    expect(surface.isFrameAsked).toBe(false);
  });

  test('that somebody said keeps what arrives late: a lost span gets its end, and nothing ticks again', () => {
    const { arrive, surface, timeline, frame } = live();
    arrive('web  click  |0ms-|', 'started');
    timeline.setLive(false);
    frame();
    arrive('web  click  |0-7ms|');
    expect(timeline.live).toBe(false);
    expect(surface.view?.words(0).duration).toBe('7 ms');
    expect(surface.view?.summary).toMatchObject({ lost: 0 });
    expect(surface.isFrameAsked).toBe(false);
  });
});

describe('the clock of open spans', () => {
  test('runs without anything arriving', () => {
    const { arrive, surface, table, frame } = live();
    arrive('web  click  |0ms-|', 'started');
    const span = spanNamed(table, 'click');
    const before = surface.view?.frame.endOf(span) ?? 0;
    frame(250);
    expect((surface.view?.frame.endOf(span) ?? 0) - before).toBeCloseTo(250e6, -3);
  });

  test('stops while nobody looks, and is right again afterwards', () => {
    const { arrive, surface, timeline, table, frame } = live();
    arrive('web  click  |0ms-|', 'started');
    const span = spanNamed(table, 'click');
    const before = surface.view?.frame.endOf(span) ?? 0;
    surface.hidden = true;
    frame();
    expect(surface.isFrameAsked).toBe(false);
    surface.hidden = false;
    timeline.invalidate();
    frame(5_000);
    expect((surface.view?.frame.endOf(span) ?? 0) - before).toBeGreaterThan(5e9);
  });

  test('goes in steps where motion is to be reduced', () => {
    const { table, surface, timeline, frame, arrive } = live();
    surface.calm = true;
    arrive('web  click  |0ms-|', 'started');
    frame(STEP_MS);
    const end = () => surface.view?.frame.endOf(spanNamed(table, 'click'));
    const ends: (number | undefined)[] = [];
    for (let at = 0; at < STEP_MS; at += STEP_MS / 10) {
      frame(STEP_MS / 10);
      ends.push(end());
    }
    expect(new Set(ends).size).toBe(2);
    expect((ends.at(-1) ?? 0) - (ends[0] ?? 0)).toBe(STEP_MS * 1e6);
    expect(timeline.live).toBe(true);
  });

  test('does not run for a trace that is finished', () => {
    const table = new TraceTable();
    table.appendTraces(traceText('web  click  |0-5ms|'));
    const { surface, frame } = live(table);
    frame();
    expect(surface.isFrameAsked).toBe(false);
  });
});

describe('what arrives twice', () => {
  test('is one row', () => {
    const { arrive, surface } = live();
    arrive('web  click  |0-5ms|');
    arrive('web  click  |0-5ms|');
    expect(surface.rowNames).toEqual(['click']);
  });

  test('with one id but other names is two rows', () => {
    const { arrive, surface } = live();
    arrive('web  click  |0-5ms|  @id=x');
    arrive('api  other  |1-2ms|  @id=x');
    expect(surface.rowNames).toHaveLength(2);
  });
});
