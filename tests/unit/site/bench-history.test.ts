/** How figures of two days are set beside each other. */
import { describe, expect, test } from 'vitest';
import {
  type HistoryEntry,
  keepFigures,
  lastRelease,
  type MeasuredFigure,
  ratioTo,
} from '../../bench/history.ts';

const figure = (name: string, value: number, unit: string, yardstickMs = 50): MeasuredFigure => ({
  name,
  value,
  unit,
  yardstickMs,
  better: 'lower',
});
const HERE = { version: '0.2.0', date: '2026-02-01', machine: 'the same machine', loadPerCore: 0.1 };
const release = (...figures: readonly MeasuredFigure[]): HistoryEntry => {
  const [entry] = keepFigures([], { ...HERE, version: '0.1.0' }, figures);
  if (!entry) throw new Error('nothing was kept');
  return entry;
};

describe('the ratio to a release', () => {
  test('of a time leaves out how fast the machine was', () => {
    const kept = release(figure('search', 40, 'ms', 50));
    expect(ratioTo(kept, figure('search', 40, 'ms', 50))).toBe(1);
    expect(ratioTo(kept, figure('search', 80, 'ms', 100))).toBe(1);
    expect(ratioTo(kept, figure('search', 66, 'ms', 60))).toBeCloseTo(1.375);
  });

  test('of a rate does so the other way round', () => {
    const kept = release(figure('ingest', 1_000, 'spans/s', 50));
    expect(ratioTo(kept, figure('ingest', 500, 'spans/s', 100))).toBe(1);
    expect(ratioTo(kept, figure('ingest', 1_000, 'spans/s', 100))).toBe(2);
  });

  test('of a pair, a size or a count is what it is', () => {
    const kept = release(figure('deck by chapter', 1.5, '×', 50), figure('script', 100, 'kB', 50));
    expect(ratioTo(kept, figure('deck by chapter', 3, '×', 100))).toBe(2);
    expect(ratioTo(kept, figure('script', 150, 'kB', 100))).toBe(1.5);
  });

  test('is not given where the release has no such figure, or another unit', () => {
    const kept = release(figure('search', 40, 'ms'), figure('idle', 0, 'ms'));
    expect(ratioTo(kept, figure('open', 40, 'ms'))).toBeUndefined();
    expect(ratioTo(kept, figure('search', 40, 'kB'))).toBeUndefined();
    expect(ratioTo(kept, figure('idle', 1, 'ms'))).toBeUndefined();
  });
});

test('the last release is another version, if there is one', () => {
  const older = release(figure('search', 40, 'ms'));
  const newer = { ...older, version: '0.2.0' };
  expect(lastRelease([older, newer], '0.2.0')).toBe(older);
  expect(lastRelease([older, newer], '0.3.0')).toBe(newer);
  expect(lastRelease([newer], '0.2.0')).toBe(newer);
  expect(lastRelease([], '0.1.0')).toBeUndefined();
});

test('what is kept takes the place of what the version had, and leaves other versions alone', () => {
  const older = release(figure('search', 40, 'ms'));
  const first = keepFigures([older], HERE, [figure('search', 30, 'ms'), figure('open', 5, 'ms')]);
  const second = keepFigures(first, HERE, [figure('search', 20.123_456, 'ms')]);
  expect(second[0]).toBe(older);
  expect(second.map(({ version }) => version)).toEqual(['0.1.0', '0.2.0']);
  expect(second[1]?.figures.map(({ name, value }) => [name, value])).toEqual([
    ['open', 5],
    ['search', 20.12],
  ]);
});

test('figures of another machine are not mixed into an entry', () => {
  const here = keepFigures([], HERE, [figure('search', 30, 'ms'), figure('open', 5, 'ms')]);
  const there = keepFigures(here, { ...HERE, machine: 'another' }, [figure('search', 9, 'ms')]);
  expect(there).toHaveLength(1);
  expect(there[0]?.figures.map(({ name }) => name)).toEqual(['search']);
});
