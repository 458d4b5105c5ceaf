import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanTooltip } from '../../../src/timeline/layout/span-tooltip.ts';
import { Timeline } from '../../../src/timeline/timeline.ts';
import { countsText, ReplayMoments } from '../../../src/timeline/tools/replay/replay-moments.ts';
import {
  advance,
  FIT_MS,
  pause,
  play,
  REPLAY_SPEEDS,
  replayOf,
  seek,
  seekShare,
  shareOf,
  speedText,
} from '../../../src/timeline/tools/replay/replay-state.ts';
import { spanNamed, traceTable } from '../../support/trace-text.ts';
import { FakeSurface } from './fake-surface.ts';

const TRACE = traceTable(`
  web  click  |0-100ms|
    api  GET  |10-50ms|  @event=retry:40ms
    api  PUT  |50-90ms|
`);
const replay = replayOf({ startNs: 0, endNs: 100e6 });

describe('a replay', () => {
  test('plays the whole in five seconds, or in a multiple of real time, and stops at the end', () => {
    expect(advance(play(replay), FIT_MS / 2).atNs).toBe(50e6);
    expect(advance(play({ ...replay, speed: 0.1 }), 100).atNs).toBe(10e6);
    expect(advance(play(replay), FIT_MS * 2)).toMatchObject({ atNs: 100e6, playing: false });
    expect(advance(replay, 1_000)).toBe(replay);
  });

  test('begins again when it is played at its end', () => {
    expect(play(seekShare(replay, 1))).toMatchObject({ atNs: 0, playing: true });
    expect(play(seekShare(replay, 0.5)).atNs).toBe(50e6);
  });

  test('never leaves the trace, whatever is asked', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.constantFrom(...REPLAY_SPEEDS), (to, elapsedMs, speed) => {
        const moved = advance(play(seek({ ...replay, speed }, to)), elapsedMs);
        expect(moved.atNs).toBeGreaterThanOrEqual(0);
        expect(moved.atNs).toBeLessThanOrEqual(100e6);
        expect(shareOf(pause(moved))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('of a trace without a length has one all the same', () => {
    const empty = replayOf({ startNs: 5, endNs: 5 });
    expect(shareOf(seekShare(empty, 1))).toBe(1);
  });

  test('says its speed', () => {
    expect(REPLAY_SPEEDS.slice(0, 3).map(speedText)).toEqual([
      'whole in 5 s',
      '0.01× real time',
      '0.1× real time',
    ]);
    expect(speedText(1)).toBe('real time');
  });
});

describe('what has happened', () => {
  const originNs = TRACE.bounds().startNs;
  const moments = new ReplayMoments(TRACE);

  test('is counted as of any time', () => {
    expect(countsText(moments.at(originNs + 20e6))).toBe('2 open, 0 ended, 1 to come');
    expect(countsText(moments.at(originNs + 50e6))).toBe('2 open, 1 ended, 0 to come');
    expect(countsText(moments.at(originNs + 100e6))).toBe('0 open, 3 ended, 0 to come');
  });

  test('is walked from moment to moment', () => {
    const met: number[] = [];
    for (let at = moments.step(originNs - 1, 1); at !== undefined; at = moments.step(at, 1))
      met.push(at - originNs);
    expect(met).toEqual([0, 10e6, 50e6, 90e6, 100e6]);
    expect(moments.step(originNs + 50e6, -1)).toBe(originNs + 10e6);
    expect(moments.step(originNs + 20e6, -1)).toBe(originNs + 10e6);
    expect(moments.step(originNs, -1)).toBeUndefined();
  });

  test('a span without an end never ends, one that ends before it starts ends with its start', () => {
    const open = new ReplayMoments(traceTable('a  x  |0-10ms|\n  a  y  |5ms-|'));
    expect(open.at(Number.MAX_SAFE_INTEGER)).toEqual({ open: 1, ended: 1, toCome: 0 });
    const odd = new ReplayMoments(traceTable('a  x  |10-5ms|', 'expected'));
    expect(odd.at(Number.NEGATIVE_INFINITY)).toEqual({ open: 0, ended: 0, toCome: 1 });
    expect(odd.at(Number.MAX_SAFE_INTEGER)).toEqual({ open: 0, ended: 1, toCome: 0 });
  });
});

test('the timeline shows what was: no row for what is to come, a line at the time, a veil over the rest', () => {
  const surface = new FakeSurface();
  const timeline = new Timeline(surface);
  timeline.setSize(1_000, 400, 300);
  timeline.setTable(TRACE);
  timeline.setAsOf(TRACE.bounds().startNs + 20e6);
  surface.frame();
  expect(surface.rowNames).toEqual(['click', 'GET']);
  expect(surface.stage.of('line accent')).toHaveLength(1);
  expect(surface.stage.of('rect sunken')).toHaveLength(1);
  expect(surface.stage.of('shape')).toHaveLength(0);
  timeline.setAsOf(undefined);
  surface.frame();
  expect(surface.rowNames).toEqual(['click', 'GET', 'PUT']);
  expect(surface.stage.of('line accent')).toHaveLength(0);
});

describe('as of a time, nobody knows', () => {
  const FAILING = traceTable(`
    web  click  |0-100ms|
      api  GET  |10-60ms|  @status=error @message="hub gone" @event=retry:40ms @event=exception:50ms
      db  SELECT  |0-10ms|
      db  SELECT  |10-20ms|
      db  SELECT  |20-30ms|
      db  SELECT  |30-40ms|
      db  SELECT  |10-90ms|  @status=error
  `);
  const shownAsOf = (ms: number | undefined) => {
    const surface = new FakeSurface();
    const timeline = new Timeline(surface);
    timeline.setSize(1_000, 400, 300);
    timeline.setTable(FAILING);
    timeline.setAsOf(ms === undefined ? undefined : FAILING.bounds().startNs + ms * 1e6);
    surface.frame();
    const wordsOf = (name: string) =>
      surface.view?.words(surface.rowNames.findIndex((row) => row.startsWith(name)));
    const tip = surface.view && spanTooltip(surface.view.frame, spanNamed(FAILING, 'GET')).lines;
    return {
      get: wordsOf('GET')?.status,
      fold: wordsOf('SELECT')?.status,
      tip,
      failed: surface.stage.of('outline fail'),
    };
  };

  test('how a span will end: not its row, its bar, its fold, nor its tip', () => {
    expect(shownAsOf(45)).toEqual({
      get: 'unset',
      fold: '1 open',
      tip: ['api', 'open, starts at 10 ms', '◆ retry'],
      failed: [],
    });
  });

  test('which span will link to which: what is to come is not drawn to the row that it will be under', () => {
    const table = traceTable(`
      api  publish  |0-100ms|
        api  send  |10-20ms|  @id=p
        api  wait  |15-90ms|
          worker  process  |50-80ms|  @link=p
    `);
    const curvesAsOf = (ms: number) => {
      const surface = new FakeSurface();
      const timeline = new Timeline(surface);
      timeline.setSize(1_000, 400, 300);
      timeline.setTable(table);
      timeline.setAsOf(table.bounds().startNs + ms * 1e6);
      surface.frame();
      return surface.stage.of('curve').length;
    };
    expect([curvesAsOf(40), curvesAsOf(60)]).toEqual([0, 1]);
  });

  test('and then everybody does', () => {
    const { get, fold, tip, failed } = shownAsOf(undefined);
    expect([get, fold, failed.length]).toEqual(['error', '1 failed', 2]);
    expect(tip).toEqual(['api', '50 ms, starts at 10 ms', '✕ error hub gone', '◆ retry and 1 more']);
  });
});
