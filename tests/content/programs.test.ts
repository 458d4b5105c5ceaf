/**
 * Every program of an exercise, its start, its solution and its cheats, fits the types that its learner sees. A cheat that
 * is meant to be a type error says so itself, with `@ts-expect-error`.
 */
import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { loadExercises } from '../../src/exercises/definition/load.ts';

const programs = loadExercises().flatMap(({ id, code, cheats }) => {
  if (code === undefined || code.language !== 'typescript') return [];
  const sources = [code.start, code.solution, ...cheats.flatMap(({ source }) => source ?? [])];
  return sources.map((source, index) => ({ at: `${id} ${index}`, source }));
});

/** Passes only if the checker looks: a mistake that must be found, beside the real programs. */
const WRONG = {
  at: 'wrong',
  source: `import type { UnitsRoute } from '#building';\nexport const unitsRoute: UnitsRoute = async () => 'no list';`,
};

test('every program fits the types of its part, and a wrong one is noticed', () => {
  expect(programs.length).toBeGreaterThan(4);
  expect(typeErrors([...programs, WRONG])).toEqual([
    expect.stringMatching(/^wrong line 2: .*not assignable/),
  ]);
});

function typeErrors(all: readonly { readonly at: string; readonly source: string }[]): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '));
      },
    },
  );
  if (!config) throw new Error('tsconfig.json could not be read');
  const options = { ...config.options, types: [] };
  const files = new Map(
    all.map((program, index) => [resolve(`content/exercises/program-${index}.ts`), program] as const),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const source = (name: string) => files.get(resolve(name))?.source;
  host.fileExists = (name) => source(name) !== undefined || fileExists(name);
  host.readFile = (name) => source(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const own = source(name);
    return own === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, own, ts.ScriptTarget.ES2023);
  };
  const checked = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, { at }]) =>
    ts.getPreEmitDiagnostics(checked, checked.getSourceFile(name)).map(({ file, start, messageText }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${at} line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    }),
  );
}
