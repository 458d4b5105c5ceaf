/** The types that the built element brings: a TypeScript project outside of this one can write its page with them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { elementTypes } from '../../../scripts/element-types.ts';

const DIR = '/page';

const RIGHT = `
  import './element/trace-timeline.js';
  import { type CreateView, registerTool, registerView } from './element/trace-timeline.js';
  import type { TimelinePlace, TraceTimeline } from './element/trace-timeline.js';
  const timeline = document.querySelector('trace-timeline');
  if (timeline === null) throw new Error('no timeline');
  export const same: TraceTimeline = timeline;
  const table = await timeline.load('{}');
  export const spans: number = table.spanCount + timeline.spanCount;
  timeline.live = true;
  timeline.overlay = 'critical-path';
  timeline.select({ traceId: 'a', spanId: 'b' });
  timeline.highlight([0, 1], 'pass');
  await timeline.compareWith(table, { label: 'Run 1' });
  export const place: TimelinePlace = timeline.place;
  timeline.addEventListener('spanselect', ({ detail }) => console.log(detail.spanId.toUpperCase()));
  timeline.addEventListener('fileopen', ({ detail }) => console.log(detail.reports[0]?.issues.length));
  timeline.addEventListener('click', (event) => console.log(event.clientX));
  const createHeat: CreateView = (holder, actions) => ({
    update: ({ table, selected, endOf }) => {
      holder.textContent = String(table.spanCount + endOf(selected));
    },
    dispose: () => actions.deselect(),
  });
  registerView({ name: 'heat', label: 'Heat', title: 'When services were busy', load: async () => createHeat });
  registerTool({
    name: 'send',
    label: 'Send',
    title: 'Send it to a colleague',
    load: async () => ({ say, timeline }) => {
      say(String(timeline.spanCount));
      return undefined;
    },
  });
`;
const WRONG = `
  import { registerView } from './element/trace-timeline.js';
  const timeline = document.createElement('trace-timeline');
  timeline.overlay = 'nothing';
  timeline.addEventListener('spanselect', ({ detail }) => detail.nothing);
  registerView({ name: 'heat' });
`;

/** By file, what the compiler says: one program for both pages, for most of it is the browser's own types. */
function complaints(pages: { readonly [name: string]: string }): {
  readonly [name: string]: readonly string[];
} {
  const files = new Map(elementTypes().map((file) => [path.join(DIR, 'element', file.path), file.text]));
  for (const [name, text] of Object.entries(pages)) files.set(path.join(DIR, name), text);
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipDefaultLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const found = Object.fromEntries(Object.keys(pages).map((name) => [name, [] as string[]]));
  const program = ts.createProgram(
    Object.keys(pages).map((name) => path.join(DIR, name)),
    options,
    {
      ...host,
      directoryExists: () => true,
      fileExists: (name) => files.has(name) || fileExists(name),
      readFile: (name) => files.get(name) ?? readFile(name),
      getSourceFile: (name, version) => {
        const text = files.get(name);
        return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
      },
    },
  );
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = path.relative(DIR, file?.fileName ?? DIR);
    found[name] = [...(found[name] ?? []), ts.flattenDiagnosticMessageText(messageText, ' ')];
  }
  return found;
}

test('a page in TypeScript has the whole element, and is told what it has not', { timeout: 60_000 }, () => {
  expect(complaints({ 'right.ts': RIGHT, 'wrong.ts': WRONG })).toEqual({
    'right.ts': [],
    'wrong.ts': [
      expect.stringContaining(`Type '"nothing"' is not assignable`),
      expect.stringContaining(`'nothing' does not exist`),
      expect.stringContaining(`is missing the following properties`),
    ],
  });
});

describe('the README', () => {
  const read = (name: string) =>
    readFileSync(new URL(`../../../src/timeline/${name}`, import.meta.url), 'utf8');
  const readme = read('README.md');

  test('names every property, method and event', () => {
    const members = [...read('trace-timeline.ts').matchAll(/^ {2}(?:readonly )?(\w+)[(:<]/gm)].map(
      ([, name]) => name,
    );
    const events = [...read('timeline-events.ts').matchAll(/type: '(\w+)'/g)].map(([, name]) => name);
    expect(members.length).toBeGreaterThan(15);
    expect(events.length).toBeGreaterThan(6);
    for (const name of [...members, ...events]) {
      if (name !== 'addEventListener') expect(readme).toMatch(new RegExp(`\`${name}\\b`));
    }
  });

  test('names every attribute that is read', () => {
    const shell = ['element.ts', 'timeline-shell.ts', 'tools/copy-link/copy-link.ts'].map(read).join('');
    const attributes = [...shell.matchAll(/(?:get|has)Attribute\('([\w-]+)'\)/g)].map(([, name]) => name);
    expect(attributes).toContain('deep-links');
    for (const name of [...attributes, 'view']) expect(readme).toContain(`\`${name}`);
  });
});
