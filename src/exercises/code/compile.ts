/**
 * A learner's TypeScript (or YAML) to a script that runs in the demo server, in the page and on Node alike.
 *
 *   types go · async functions become generators (zones follow no native `await`) · imports become `require` of a closed
 *   set of modules · each `await` knows its place · lines stay where they are, so that stacks name the learner's own
 *
 * Nothing of it runs here.
 */
import { type CompiledProgram, languageOf, PART_EXPORTS } from '../../../demo-server/protocol.ts';
import { type Babel, loadBabel } from './babel.ts';
import { checkProgram, type Findings } from './check-program.ts';
import type { CodeProblem, Program } from './program.ts';

export type Compiled =
  | { readonly type: 'compiled'; readonly program: CompiledProgram }
  | { readonly type: 'problems'; readonly problems: readonly CodeProblem[] };

/** Beyond this it is no program that somebody wrote here. */
const MAX_SOURCE_CHARACTERS = 100_000;

/** A program of either language. Babel is fetched for TypeScript only. */
export async function compileProgram(program: Program): Promise<Compiled> {
  return languageOf(program.part) === 'yaml' ? compileText(program) : compile(await loadBabel(), program);
}

/** A YAML text becomes the program that answers it. Whoever is given it reads it, and finds its problems. */
function compileText({ part, source }: Program): Compiled {
  if (source.length > MAX_SOURCE_CHARACTERS) return { type: 'problems', problems: [TOO_LONG] };
  const javascript = `exports.${PART_EXPORTS[part]} = () => ${JSON.stringify(source)};`;
  return { type: 'compiled', program: { part, javascript, imports: [] } };
}

export function compile(babel: Babel, { part, source }: Program): Compiled {
  if (source.length > MAX_SOURCE_CHARACTERS) return { type: 'problems', problems: [TOO_LONG] };
  const findings: Findings = { problems: [], imports: [] };
  try {
    const result = babel.transform(source, {
      filename: 'learner-program.ts',
      sourceType: 'module',
      retainLines: true,
      configFile: false,
      babelrc: false,
      presets: ['typescript'],
      plugins: [
        checkProgram(babel, part, findings),
        'transform-async-to-generator',
        'transform-async-generator-functions',
        ['transform-modules-commonjs', { importInterop: 'none', strict: true }],
      ],
    });
    const { problems, imports } = findings;
    if (problems.length > 0) return { type: 'problems', problems };
    return { type: 'compiled', program: { part, javascript: result?.code ?? '', imports } };
  } catch (error) {
    return { type: 'problems', problems: [...findings.problems, syntaxProblem(error)] };
  }
}

const TOO_LONG: CodeProblem = {
  type: 'syntax',
  line: 1,
  column: 1,
  message: `The program has more than ${MAX_SOURCE_CHARACTERS.toLocaleString('en')} characters.`,
  hint: 'Make it shorter, or begin again with Reset.',
};

/** Babel's message is `file: reason (line:column)` and a drawing of the code around it. */
function syntaxProblem(error: unknown): CodeProblem {
  const { message = String(error), loc } = error as {
    readonly message?: string;
    readonly loc?: { readonly line: number; readonly column: number };
  };
  const reason = (message.split('\n')[0] ?? '')
    .replace(/^[^:]*learner-program\.ts: /, '')
    .replace(/ \(\d+:\d+\)$/, '');
  return {
    type: 'syntax',
    line: loc?.line ?? 1,
    column: (loc?.column ?? 0) + 1,
    message: reason,
    hint: 'The program cannot be read from here on. The slip may be in the line before.',
  };
}
