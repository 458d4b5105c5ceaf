/** Chunks that are always loaded together become one, and who imported them does not notice. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { type BuiltModule, mergeModules } from '../../../scripts/merge-modules.ts';

const MODULES: readonly BuiltModule[] = [
  {
    path: 'entry.js',
    text: 'import{a as s}from"./chunks/chunk-AAAA1111.js";import{a as t}from"./chunks/chunk-BBBB2222.js";import"./chunks/chunk-BBBB2222.js";var later=()=>import("./chunks/lazy-CCCC3333.js");export{s as state,t as twice,later};\n',
  },
  { path: 'chunks/chunk-AAAA1111.js', text: 'var e={count:0};export{e as a};\n' },
  {
    path: 'chunks/chunk-BBBB2222.js',
    text: 'import{a as e}from"./chunk-AAAA1111.js";function n(){e.count+=2;return e}export{n as a};\n',
  },
  {
    path: 'chunks/lazy-CCCC3333.js',
    text: 'import{a}from"./chunk-AAAA1111.js";import{a as t}from"./chunk-BBBB2222.js";import"./chunk-AAAA1111.js";var w="worker.js";export{a as state,t as twice,w as worker};\n',
  },
  { path: 'chunks/worker.js', text: 'self.onmessage=null;\n' },
];
const FIRST = new Set(['entry.js', 'chunks/chunk-AAAA1111.js', 'chunks/chunk-BBBB2222.js']);

test('a lazy module shares the state of what was merged', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'merged-'));
  try {
    mkdirSync(path.join(folder, 'chunks'));
    const merged = await mergeModules(MODULES, 'entry.js', FIRST);
    expect(merged.map(({ path: name }) => name)).toEqual([
      'entry.js',
      'chunks/first.js',
      'chunks/lazy-CCCC3333.js',
      'chunks/worker.js',
    ]);
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    for (const { path: name, text } of merged) writeFileSync(path.join(folder, name), text);
    const entry = await import(pathToFileURL(path.join(folder, 'entry.js')).href);
    const lazy = await entry.later();
    expect(lazy.worker).toBe('worker.js');
    expect(lazy.state).toBe(entry.state);
    expect(lazy.twice()).toBe(entry.twice());
    expect(entry.state.count).toBe(4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('chunks whose names cannot be told apart are refused', async () => {
  const alike = MODULES.map((module) => ({
    path: module.path.replace('BBBB', 'AAAA'),
    text: module.text.replaceAll('BBBB', 'AAAA'),
  }));
  const first = new Set([...FIRST].map((name) => name.replace('BBBB', 'AAAA')));
  await expect(mergeModules(alike, 'entry.js', first)).rejects.toThrow('begin alike');
});
