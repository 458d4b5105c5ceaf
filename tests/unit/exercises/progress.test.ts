import { describe, expect, test } from 'vitest';
import { type ExerciseProgress, encodeProgress } from '../../../src/exercises/progress/progress.ts';
import { createProgressStore, PROGRESS_KEY, SET_ASIDE_KEY } from '../../../src/exercises/progress/store.ts';
import { browserStorage } from '../../../src/storage/browser-storage.ts';
import { fullStorage, memoryArea, refusedStorage } from '../../support/storage-areas.ts';

const PASSED: ExerciseProgress = {
  state: 'passed',
  inputs: { way: 'fast' },
  passedAt: '2026-01-02T00:00:00Z',
  runs: 2,
};
const FAILING: ExerciseProgress = { state: 'failing', inputs: { guess: 3 }, runs: 5 };

function browser(saved?: string) {
  const { map: entries, storage } = memoryArea(saved === undefined ? {} : { [PROGRESS_KEY]: saved });
  const tabs: (() => void)[] = [];
  const tab = () => createProgressStore({ storage, onOtherTab: (listener) => void tabs.push(listener) });
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

  test('that came without the day of its pass stays a pass', () => {
    const { passedAt: _, ...undated } = PASSED;
    const [home, away] = [browser().tab(), browser().tab()];
    home.update('a/b', () => undated);
    away.update('a/b', () => FAILING);
    home.import(away.export());
    expect(home.read().exercises['a/b']).toEqual({ ...FAILING, state: 'passed' });
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

  test.each([
    ['refused', refusedStorage, /keeps nothing for this site/],
    ['full', fullStorage({ [PROGRESS_KEY]: encodeProgress({ exercises: { 'c/d': FAILING } }) }), /is full/],
  ])('lasts as long as the page where storage is %s, and the words say so', (_, storage, words) => {
    const store = createProgressStore({ storage, onOtherTab: () => {} });
    expect(store.warning).toBeUndefined();
    store.update('a/b', () => FAILING);
    store.update('a/b', () => PASSED);
    expect(store.read().exercises['a/b']).toEqual(PASSED);
    expect(store.warning).toMatch(words);
    store.reset();
    expect(store.read().exercises).toEqual({});
  });

  test('is kept again as soon as there is room', () => {
    const { map, area } = memoryArea();
    let isFull = true;
    const setItem = (key: string, text: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      map.set(key, text);
    };
    const store = createProgressStore({
      storage: browserStorage(() => ({ ...area, setItem })),
      onOtherTab: () => {},
    });
    store.update('a/b', () => PASSED);
    isFull = false;
    store.update('c/d', () => FAILING);
    expect(store.warning).toBeUndefined();
    expect(map.get(PROGRESS_KEY)).toContain('a/b');
  });
});
