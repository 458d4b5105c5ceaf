/**
 * The code that people read is real, in chapters, guides and beside the exercises: TypeScript is checked against the
 * packages that are installed here, Elixir is read by Elixir's own parser. What is in an editor has tests of its own,
 * `programs.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { loadExercises } from '../../src/exercises/definition/load.ts';
import { readChapters, readGuides, type Snippet } from '../support/chapters.ts';
import { SNIPPET_WORLD } from './snippet-world.ts';

const besideExercises = loadExercises().flatMap(({ id, elixir }): readonly Snippet[] =>
  elixir?.code === undefined
    ? []
    : [{ language: 'elixir', code: elixir.code, at: `content/exercises/${id}/exercise.yaml` }],
);
const snippets = [
  ...[...readChapters(), ...readGuides()].flatMap((article) => article.snippets),
  ...besideExercises,
];
const inLanguage = (language: string) => snippets.filter((snippet) => snippet.language === language);

/** Passes only if the checks look: mistakes that must be found, beside the real snippets. */
const WRONG_TYPESCRIPT = {
  language: 'ts',
  code: "tracer.startSpan('x', { 'cycle.number': 1 });",
  at: 'wrong',
};
const WRONG_ELIXIR = { language: 'elixir', code: 'def x do\n  :never_closed(\n', at: 'wrong' };

test('every TypeScript snippet fits the installed packages, and a wrong one is noticed', () => {
  expect(typeErrors([...inLanguage('ts'), WRONG_TYPESCRIPT])).toEqual([
    expect.stringMatching(/^wrong line 1: .*cycle\.number/),
  ]);
});

describe('Elixir', () => {
  test('every snippet is read by the compiler’s parser, and a wrong one is noticed', ({ skip }) => {
    const problems = elixirProblems([...inLanguage('elixir'), WRONG_ELIXIR]);
    if (problems === 'no elixir') skip('`elixir` is not on this machine, and nothing else parses Elixir.');
    expect(problems).toEqual([expect.stringMatching(/^wrong: /)]);
  });

  test('every snippet closes what it opens', () => {
    expect(inLanguage('elixir').flatMap(unclosedElixir)).toEqual([]);
    expect(unclosedElixir(WRONG_ELIXIR)).toHaveLength(2);
  });

  test('chapters, guides and exercises all have some', () => {
    const places = new Set(inLanguage('elixir').map(({ at }) => at.split('/')[1]));
    expect([...places].sort()).toEqual(['chapters', 'exercises', 'guides']);
  });
});

test('every other block is in a language that we know how to show', () => {
  const known = ['ts', 'elixir', 'sh', 'sql', 'yaml', 'csharp', 'go', 'ruby', 'text'];
  expect(snippets.filter(({ language }) => !known.includes(language)).map(({ at }) => at)).toEqual([]);
});

/** Each snippet is a module of its own beside the folder `trace`, as a project that has copied it would have them. */
function typeErrors(all: readonly Snippet[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
    types: ['node'],
  };
  const world = resolve('src/snippet-world.d.ts');
  const files = new Map(all.map((snippet, index) => [resolve(`src/snippet-${index}.ts`), snippet] as const));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const text = (name: string) =>
    name === world ? SNIPPET_WORLD : files.has(name) ? `${files.get(name)?.code}\nexport {};\n` : undefined;
  host.fileExists = (name) => text(name) !== undefined || fileExists(name);
  host.readFile = (name) => text(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const own = text(name);
    return own === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, own, ts.ScriptTarget.ES2024);
  };
  const program = ts.createProgram([world, ...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const at = files.get(file?.fileName ?? '')?.at ?? file?.fileName ?? 'compiler';
    return `${at} line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const PARSE_EACH = `
for file <- System.argv() do
  case Code.string_to_quoted(File.read!(file)) do
    {:ok, _} -> :ok
    {:error, {meta, message, token}} -> IO.puts("#{Path.basename(file, ".exs")}\\t#{inspect({meta, message, token})}")
  end
end
`;

function elixirProblems(all: readonly Snippet[]): string[] | 'no elixir' {
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    const script = join(folder, 'parse.exs');
    writeFileSync(script, PARSE_EACH);
    const files = all.map(({ code }, index) => {
      const file = join(folder, `${index}.exs`);
      writeFileSync(file, code);
      return file;
    });
    const run = spawnSync('elixir', [script, ...files], { encoding: 'utf8' });
    if (run.error && 'code' in run.error && run.error.code === 'ENOENT') return 'no elixir';
    if (run.status !== 0) return [run.stderr || `elixir ended with ${run.status}`];
    return run.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [index = '', problem = ''] = line.split('\t');
        return `${all[Number(index)]?.at}: ${problem}`;
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rough, for machines without Elixir: as many `end` as `do` and `fn`, and balanced brackets, outside of text and comments. */
function unclosedElixir({ code, at }: Snippet): string[] {
  const bare = code.replaceAll(/"(?:\\.|[^"\\])*"/g, '""').replaceAll(/#.*$/gm, '');
  const count = (pattern: RegExp) => bare.match(pattern)?.length ?? 0;
  const problems: string[] = [];
  if (count(/\bdo\b(?!:)|\bfn\b/g) !== count(/\bend\b/g)) problems.push(`${at}: do, fn and end do not match`);
  for (const [open, close] of [
    [/\(/g, /\)/g],
    [/\[/g, /\]/g],
    [/\{/g, /\}/g],
  ] as const) {
    if (count(open) !== count(close)) problems.push(`${at}: ${open.source} and ${close.source} do not match`);
  }
  return problems;
}
