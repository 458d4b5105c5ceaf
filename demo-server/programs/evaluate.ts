/** A compiled program to the function that it exports for its part, or to what is wrong with it. */
import { configurationProblems } from '../building/parts/configuration-text.ts';
import {
  type CompiledProgram,
  languageOf,
  PART_EXPORTS,
  type ProgramModule,
  type ProgramProblem,
} from '../protocol.ts';
import { modulesFor } from './modules.ts';
import { isOfProgram, PROGRAM_FILE, thrownProblem } from './problem.ts';
import type { ProgramScope } from './program-scope.ts';
import { testKit } from './test-kit.ts';

type Exported = (...given: never[]) => unknown;
export type Evaluated =
  | { readonly type: 'function'; readonly exported: Exported }
  | { readonly type: 'problems'; readonly problems: readonly ProgramProblem[] };

export async function evaluate(
  { part, javascript, imports }: CompiledProgram,
  scope: ProgramScope,
): Promise<Evaluated> {
  const modules = await modulesFor(imports.map(({ module }) => module));
  const unknown = imports.flatMap(({ module, name, ...place }): ProgramProblem[] => {
    const known = Object.keys(modules[module]);
    if (name === '*' || known.includes(name)) return [];
    const message = `"${module}" has no \`${name}\` here.`;
    return [{ ...place, type: 'import', message, hint: `It has ${known.join(', ')}.` }];
  });
  if (unknown.length > 0) return { type: 'problems', problems: unknown };

  const exports: Record<string, unknown> = {};
  const kit = testKit();
  const require = (module: ProgramModule) =>
    module === '#building' ? { ...modules[module], test: kit.test } : modules[module];
  try {
    const names = Object.keys(scope.names);
    // In one line with the program's first, so that lines in stacks are its own. Evaluated outside of this module:
    // what it can name is what it is given, and the globals.
    const script = `(function (require, exports, ${names.join(', ')}) {${javascript}\n})\n//# sourceURL=${PROGRAM_FILE}`;
    // biome-ignore lint/security/noGlobalEval: running the learner's program is what this is for
    const run = globalThis.eval(script) as Exported;
    Reflect.apply(run, undefined, [require, exports, ...Object.values(scope.names)]);
  } catch (error) {
    const isForbidden = error instanceof EvalError && !isOfProgram(error);
    return { type: 'problems', problems: [isForbidden ? FORBIDDEN : thrownProblem(error)] };
  }
  const name = PART_EXPORTS[part];
  if (name === undefined) {
    if (kit.tests.length > 0) return { type: 'function', exported: () => kit.tests };
    return notExported('The program has no test.', "Write `test('a name', async () => { ... })`.");
  }
  const exported = exports[name];
  if (typeof exported === 'function') {
    const problems = languageOf(part) === 'yaml' ? await configurationProblems(part, exported()) : [];
    return problems.length > 0
      ? { type: 'problems', problems }
      : { type: 'function', exported: exported as Exported };
  }
  return notExported(
    `The program exports no function \`${name}\`.`,
    `The demo server calls \`${name}\`: write \`export const ${name} = ...\`.`,
  );
}

function notExported(message: string, hint: string): Evaluated {
  return { type: 'problems', problems: [{ type: 'export', line: 1, column: 1, message, hint }] };
}

const FORBIDDEN: ProgramProblem = {
  type: 'thrown',
  line: 1,
  column: 1,
  message: 'The content security policy of this site forbids to run code that was written in the page.',
  hint: "Whoever hosts it can allow 'unsafe-eval' for scripts; the hosting guide says more.",
};
