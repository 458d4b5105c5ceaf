import { expect, test } from 'vitest';
import { createEditStore, EDIT_KEY } from '../../../src/exercises/code/edits/edit-store.ts';
import { readProgressFile, writeProgressFile } from '../../../src/exercises/progress/progress-file.ts';
import { createProgressStore } from '../../../src/exercises/progress/store.ts';
import { fullStorage, memoryArea, refusedStorage } from '../../support/storage-areas.ts';

const ID = 'dev/small';

function stores(entries?: Record<string, string>) {
  const { map, storage } = memoryArea(entries);
  let tell: (key: string | null) => void = () => {};
  const edits = createEditStore({
    storage,
    onOtherTab(listener) {
      tell = listener;
      return () => {};
    },
  });
  const progress = createProgressStore({ storage, onOtherTab: () => {} });
  return { map, storage, edits, progress, otherTab: (key: string | null) => tell(key) };
}

test('a draft is kept, and taken away when there is none', () => {
  const { edits, map } = stores();
  expect(edits.write(ID, 'draft', 'mine')).toEqual({ type: 'saved' });
  expect(edits.read(ID, 'draft')).toBe('mine');
  edits.write(ID, 'draft', undefined);
  expect(edits.read(ID, 'draft')).toBeUndefined();
  expect(map.size).toBe(0);
});

test.each([
  ['full', fullStorage(), /full/],
  ['refused', refusedStorage, /keeps nothing/],
])('where storage is %s, editing goes on and the words say so', (_, storage, words) => {
  const edits = createEditStore({ storage, onOtherTab: () => () => {} });
  expect(edits.read(ID, 'draft')).toBeUndefined();
  const saved = edits.write(ID, 'draft', 'mine');
  expect(saved.type === 'not-saved' && saved.message).toMatch(words);
  expect(edits.read(ID, 'draft')).toBe('mine');
  expect(edits.drafts()).toEqual({ [ID]: 'mine' });
});

test('what another tab wrote is told, of this exercise only', () => {
  const { edits, otherTab } = stores();
  let told = 0;
  edits.onElsewhere(ID, () => {
    told += 1;
  });
  otherTab(`${EDIT_KEY}/draft/dev/other`);
  expect(told).toBe(0);
  otherTab(`${EDIT_KEY}/draft/${ID}`);
  otherTab(null);
  expect(told).toBe(2);
});

test('a file carries progress and code to another browser, and joins them', () => {
  const here = stores();
  here.progress.update(ID, () => ({ state: 'failing', inputs: { n: 1 }, runs: 2 }));
  here.edits.write(ID, 'draft', 'mine');
  const file = writeProgressFile(here.progress, here.edits);

  const fresh = stores();
  expect(readProgressFile(file, fresh.progress, fresh.edits)).toEqual({ type: 'imported', exercises: 1 });
  expect(fresh.progress.read().exercises[ID]).toMatchObject({ runs: 2 });
  expect(fresh.edits.read(ID, 'draft')).toBe('mine');

  const busy = stores();
  busy.edits.write(ID, 'draft', 'another');
  readProgressFile(file, busy.progress, busy.edits);
  expect(busy.edits.read(ID, 'draft')).toBe('another');
  expect(busy.edits.read(ID, 'imported')).toBe('mine');
});

test.each([
  ['no JSON', 'not a file', /not JSON/],
  ['another thing', '{"a":1}', /no list of exercises/],
  ['a damaged entry', '{"version":1,"exercises":{"dev/small":{"state":"won"}}}', /damaged/],
  ['a file of a later version', '{"version":9,"exercises":{}}', /version 9/],
  ['a flood', ' '.repeat(4_000_001), /far larger/],
])('a file that is %s changes nothing', (_, text, words) => {
  const { progress, edits, map } = stores();
  const imported = readProgressFile(text, progress, edits);
  expect(imported.type === 'rejected' && imported.message).toMatch(words);
  expect(map.size).toBe(0);
});

test('code in a file that is no code is left out', () => {
  const { progress, edits } = stores();
  const code = { 'dev/small': 7, '../evil': 'x', 'dev/other': 'y' };
  readProgressFile(JSON.stringify({ version: 1, exercises: {}, code }), progress, edits);
  expect(edits.drafts()).toEqual({ 'dev/other': 'y' });
});
