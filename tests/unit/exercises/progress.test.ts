import { describe, expect, test } from 'vitest';
import type { ExerciseProgress } from '../../../src/exercises/progress/progress.ts';
import { createProgressStore, PROGRESS_KEY, SET_ASIDE_KEY } from '../../../src/exercises/progress/store.ts';

const PASSED: ExerciseProgress = {
  state: 'passed',
  inputs: { way: 'fast' },
  passedAt: '2026-01-02T00:00:00Z',
  runs: 2,
};
const FAILING: ExerciseProgress = { state: 'failing', inputs: { guess: 3 }, runs: 5 };

function browser(saved?: string) {
  const entries = new Map<string, string>(saved === undefined ? [] : [[PROGRESS_KEY, saved]]);
  const tabs: (() => void)[] = [];
  const tab = () =>
    createProgressStore({
      storage: {
        getItem: (key) => entries.get(key) ?? null,
        setItem: (key, text) => void entries.set(key, text),
      },
      onOtherTab: (listener) => void tabs.push(listener),
    });
  const otherTabWrote = () => {
    for (const listener of tabs) listener();
  };
  return { entries, tab, otherTabWrote };
}

describe('progress', () => {
  test('is there again on the next page', () => {
    const { tab } = browser();
    tab().update('dev/small', () => PASSED);
    expect(tab().read().exercises).toEqual({ 'dev/small': PASSED });
  });

  test('is told to every listener, and to other tabs', () => {
    const { tab, otherTabWrote } = browser();
    const [here, there] = [tab(), tab()];
    const heard: string[] = [];
    here.subscribe(() => heard.push('here'));
    there.subscribe(({ exercises }) => heard.push(`there ${exercises['a/b']?.state}`));
    here.update('a/b', () => FAILING);
    otherTabWrote();
    expect(heard).toEqual(['here', 'here', 'there failing']);
  });

  test.each([
    ['no JSON', '{'],
    ['of another version', '{"version":99,"exercises":{}}'],
    ['damaged in one entry', '{"version":1,"exercises":{"a/b":{"state":"won"}}}'],
  ])('that is %s is set aside and reported, not lost', (_, text) => {
    const { entries, tab } = browser(text);
    const store = tab();
    expect(store.read()).toEqual({ exercises: {} });
    expect(store.warning).toContain(SET_ASIDE_KEY);
    store.update('a/b', () => FAILING);
    expect(entries.get(SET_ASIDE_KEY)).toBe(text);
    expect(tab().read().exercises).toEqual({ 'a/b': FAILING });
  });

  test('goes out and comes in, and a pass on either side stays a pass', () => {
    const [home, away] = [browser().tab(), browser().tab()];
    home.update('a/b', () => PASSED);
    away.update('a/b', () => FAILING);
    away.update('c/d', () => FAILING);
    expect(home.import(away.export())).toEqual({ type: 'imported', exercises: 2 });
    expect(home.read().exercises).toEqual({
      'a/b': { ...PASSED, inputs: FAILING.inputs, runs: 5 },
      'c/d': FAILING,
    });
  });

  test('does not let nonsense in', () => {
    const store = browser().tab();
    store.update('a/b', () => PASSED);
    expect(store.import('[]')).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('no list'),
    });
    expect(store.read().exercises['a/b']).toEqual(PASSED);
  });

  test('can be reset, one exercise or all', () => {
    const store = browser().tab();
    store.update('a/b', () => PASSED);
    store.update('c/d', () => FAILING);
    store.reset('a/b');
    expect(Object.keys(store.read().exercises)).toEqual(['c/d']);
    store.reset();
    expect(store.read().exercises).toEqual({});
  });

  test('lasts as long as the page where storage is refused', () => {
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const store = createProgressStore({
      storage: { getItem: refuse, setItem: refuse },
      onOtherTab: () => {},
    });
    store.update('a/b', () => PASSED);
    expect(store.read().exercises['a/b']).toEqual(PASSED);
  });
});
