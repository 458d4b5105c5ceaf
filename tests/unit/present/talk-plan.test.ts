import { describe, expect, it } from 'vitest';
import { afterAction, firstState } from '../../../src/present/deck-state.ts';
import {
  readRehearsals,
  rehearsalOf,
  withRehearsal,
  writeRehearsals,
} from '../../../src/present/speaker/rehearsals.ts';
import { behindMs, partTimes, planTalk } from '../../../src/present/speaker/talk-plan.ts';
import { clockText, differenceText, paceWords } from '../../../src/present/speaker/time-words.ts';

const section = (id: string, weightMinutes: number) => ({ id, part: id.split('-')[0] ?? '', weightMinutes });
const sections = [section('recap-1', 1), section('recap-2', 3), section('dev-1', 4), section('dev-2', 2)];
const MINUTE = 60_000;

describe('a plan', () => {
  it('shares the minutes out by weight', () => {
    expect(planTalk(sections, 10 * MINUTE, [])).toEqual({
      'recap-1': MINUTE,
      'recap-2': 3 * MINUTE,
      'dev-1': 4 * MINUTE,
      'dev-2': 2 * MINUTE,
    });
  });

  it('gives what is skipped to the others', () => {
    const plan = planTalk(sections, 12 * MINUTE, ['dev-1']);
    expect(plan).toEqual({ 'recap-1': 2 * MINUTE, 'recap-2': 6 * MINUTE, 'dev-2': 4 * MINUTE });
  });

  it('of nothing is nothing', () => {
    expect(planTalk([], MINUTE, [])).toEqual({});
    expect(planTalk([section('recap-1', 0)], MINUTE, [])).toEqual({ 'recap-1': 0 });
  });
});

describe('how a talk stands', () => {
  const plan = planTalk(sections, 10 * MINUTE, []);

  it('is level as long as no section takes longer than planned', () => {
    expect(behindMs(sections, 'recap-1', plan, { 'recap-1': 0.5 * MINUTE })).toBe(0);
    expect(behindMs(sections, 'recap-2', plan, { 'recap-1': MINUTE })).toBe(0);
  });

  it('is behind by what was longer, and ahead by what was shorter', () => {
    expect(behindMs(sections, 'recap-1', plan, { 'recap-1': 1.5 * MINUTE })).toBe(0.5 * MINUTE);
    expect(behindMs(sections, 'dev-1', plan, { 'recap-1': MINUTE, 'recap-2': MINUTE })).toBe(-2 * MINUTE);
  });

  it('counts the time on slides that were gone back to', () => {
    expect(behindMs(sections, 'recap-2', plan, { 'recap-1': MINUTE, 'dev-1': MINUTE })).toBe(MINUTE);
  });

  it('is summed up by chapter, beside the last time', () => {
    expect(partTimes(sections, plan, { 'recap-2': 7, 'dev-1': 1, 'dev-2': 1 }, { 'recap-1': 5 })).toEqual([
      { part: 'recap', plannedMs: 4 * MINUTE, spentMs: 7, lastMs: 5 },
      { part: 'dev', plannedMs: 6 * MINUTE, spentMs: 2, lastMs: 0 },
    ]);
  });
});

describe('a rehearsal', () => {
  const outline = sections.map(({ id }) => ({ id, steps: 0 }));
  const started = afterAction(firstState(outline), { type: 'start-clock' }, outline, Date.UTC(2026, 10, 22));

  it('is what was spent on each section until the end', () => {
    const nowMs = Date.UTC(2026, 10, 22, 0, 1);
    const moved = afterAction(started, { type: 'next' }, outline, nowMs - 10_000);
    expect(rehearsalOf(moved, nowMs, MINUTE)).toEqual({
      startedAt: '2026-11-22T00:00:00.000Z',
      plannedMs: MINUTE,
      spentMs: { 'recap-1': 50_000, 'recap-2': 10_000 },
    });
  });

  it('is not kept of a try of the buttons, nor of a clock that never ran', () => {
    expect(rehearsalOf(started, Date.UTC(2026, 10, 22) + 5_000, MINUTE)).toBeUndefined();
    expect(rehearsalOf(firstState(outline), 0, MINUTE)).toBeUndefined();
  });

  it('is written to a file and read again; the newest come first, and not more than twenty', () => {
    const one = (second: number) => ({
      startedAt: new Date(second * 1_000).toISOString(),
      plannedMs: 1,
      spentMs: { 'recap-1': second },
    });
    const kept = Array.from({ length: 30 }, (_, index) => one(index)).reduce(
      withRehearsal,
      [] as readonly ReturnType<typeof one>[],
    );
    expect(kept).toHaveLength(20);
    expect(kept[0]).toEqual(one(29));
    expect(readRehearsals(writeRehearsals(kept))).toEqual(kept);
  });

  it('that is damaged is left out, and a file that is none has none', () => {
    const good = { startedAt: '2026-11-22T00:00:00.000Z', plannedMs: 1, spentMs: {} };
    const file = { type: 'telemetry-driven-development/rehearsals', version: 1 };
    const damaged = [
      null,
      7,
      { ...good, plannedMs: -1 },
      { ...good, startedAt: 'then' },
      { ...good, spentMs: { a: 'b' } },
    ];
    expect(readRehearsals(JSON.stringify({ ...file, rehearsals: [...damaged, good] }))).toEqual([good]);
    for (const text of [undefined, '', 'no JSON', '{}', '{"type":"x","rehearsals":[]}'])
      expect(readRehearsals(text)).toEqual([]);
  });
});

describe('times in words', () => {
  it.each([
    [0, '0:00'],
    [59_999, '0:59'],
    [760_000, '12:40'],
    [3_600_000, '1:00:00'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });

  it('say on which side of the plan one is, and do not fuss', () => {
    expect(paceWords(9_000, 'the plan')).toBe('level with the plan');
    expect(paceWords(95_000, 'the plan')).toBe('1:35 behind the plan');
    expect(paceWords(-70_000, 'last time')).toBe('1:10 ahead of last time');
  });

  it('carry a sign where there is a difference', () => {
    expect([35_000, -70_000, 200].map(differenceText)).toEqual(['+0:35', '−1:10', '0:00']);
  });
});
